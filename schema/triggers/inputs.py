"""What triggers are made from and changed by."""

import strawberry

from core.unset import UNSET
from resolvers.triggers import NewTrigger, TriggerChanges
from schema.changes import mentioned
from schema.enums import Activity
from schema.scalars import Duration
from schema.triggers.configuration_inputs import TriggerConfigurationInput, type_and_document

_ID = "The trigger's global id, or its number."


@strawberry.input(description="A new trigger.")
class TriggerCreateInput:
    """What a trigger is made from."""

    name: str = strawberry.field(description="What people call it; unique.")
    configuration: TriggerConfigurationInput = strawberry.field(
        description="What its channel is told, and so its type."
    )
    description: str | None = strawberry.field(default=None, description="What it is for.")
    status: Activity = strawberry.field(default=Activity.ACTIVE, description="Whether it gets messages.")

    def new_trigger(self) -> NewTrigger:
        """Return what the resolver takes; raises InvalidInput when no configuration is given."""
        trigger_type, document = type_and_document(self.configuration)
        return NewTrigger(
            name=self.name,
            trigger_type=trigger_type,
            configuration=document,
            description=self.description,
            status=self.status,
        )


@strawberry.input(description="What is to change of a trigger: what is left out stays as it is, null clears.")
class TriggerUpdateInput:
    """Changes of a trigger; `configuration` names the type that it has from then on."""

    id: strawberry.ID = strawberry.field(description=_ID)
    name: str | None = strawberry.field(default=strawberry.UNSET, description="What people call it; never null.")
    description: str | None = strawberry.field(default=strawberry.UNSET, description="What it is for.")
    configuration: TriggerConfigurationInput | None = strawberry.field(
        default=strawberry.UNSET,
        description="What its channel is told; what is left out in it stays, unless the type changes. Never null.",
    )

    def changes(self) -> TriggerChanges:
        """Return what the resolver takes; raises InvalidInput for a null where nothing can be cleared."""
        given = mentioned(self, never_null=("name", "configuration"), but=("id",))
        if configuration := given.pop("configuration", UNSET):
            given["trigger_type"], given["configuration"] = type_and_document(configuration)
        return TriggerChanges(**given)


@strawberry.input(description="A trigger to remove, with its deliveries.")
class TriggerDeleteInput:
    """A trigger."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="A trigger that is to get messages again.")
class TriggerActivateInput:
    """A trigger."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="A trigger that is to be put aside.")
class TriggerDeactivateInput:
    """A trigger."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="A trigger whose messages are to wait.")
class TriggerPauseInput:
    """A trigger."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="A trigger whose messages are to go on.")
class TriggerResumeInput:
    """A trigger."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="A trigger to try.")
class TriggerTestInput:
    """A trigger."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input(description="A webhook that is to get a new secret.")
class TriggerRotateSecretInput:
    """A trigger, and how long its receiver has to change over."""

    id: strawberry.ID = strawberry.field(description=_ID)
    keep_previous: Duration = strawberry.field(
        default=86_400,
        description="How long the secret that it has signs as well: up to 30 days; a day by default.",
    )
