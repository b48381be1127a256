"""REST v4 described for programs (OpenAPI 3.1) and for people (a page), a module a family of routes.

`document.document` puts the families together, `page.render` draws the document, and `public.respond` serves both.
"""
