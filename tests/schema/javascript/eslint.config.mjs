// The rules that the printed schema is held to: the plugin's recommended ones, and Relay's.
import graphql from "@graphql-eslint/eslint-plugin";

const { rules: recommended } = graphql.configs["flat/schema-recommended"];
const { rules: relay } = graphql.configs["flat/schema-relay"];

// What is a value, and no thing: it has no identity apart from the object that it is part of.
const values = [
  "AffectedMonitor",
  "AlertTrial",
  "AlertTrialChange",
  "AnalyticsService",
  "Announcement",
  "Category",
  "CategoryDeclaration",
  "DataRetention",
  "DateFormats",
  "DeliveryAttempt",
  "EventDisplay",
  "Font",
  "GroupMember",
  "Hero",
  "HistoryDays",
  "HistoryRange",
  "HistoryRanges",
  "HttpHeader",
  "IncidentDisplay",
  "Jobs",
  "Languages",
  "Lateness",
  "Locale",
  "MaintenanceDisplay",
  "MaintenanceMessages",
  "MaintenanceNotifications",
  "MetaTag",
  "MissedMinutes",
  "MonitorSettings",
  "NavLink",
  "Observation",
  "OngoingDisplay",
  "PageInfo",
  "PageOrder",
  "PageSettings",
  "PageVisibility",
  "PastDisplay",
  "PingHost",
  "Placement",
  "RunningBatch",
  "SampleSeries",
  "SiteEntry",
  "Sitemap",
  "StatusColors",
  "SubMenu",
  "SubscriptionMethods",
  "SubscriptionSettings",
  "SubscriptionTopics",
  "TcpHost",
  "UpcomingDisplay",
  "UserError",
  "Viewer",
  "WebhookHeader",
  "WeightedMonitor",
  "Worker",
];

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: process.env.HELIOGRAPH_SCHEMA } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...recommended,
      ...relay,
      "@graphql-eslint/strict-id-in-types": [
        "error",
        { exceptions: { suffixes: ["Condition", "Configuration", "Connection", "Edge", "Payload"], types: values } },
      ],
      // Lists that can't grow (the hosts of a monitor, the errors of an input) are plain lists.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
    },
  },
];
