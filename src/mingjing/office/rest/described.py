"""The API's own description, with errors under their media type."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from mingjing.office.rest.problem import CONTENT_TYPE


class DescribedAPI(NinjaAPI):
    """A NinjaAPI that describes problem documents as what they are."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._descriptions: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return OpenAPI 3.1; made once, since it takes seconds and the operations of a process do not change."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._descriptions:
            self._descriptions[prefix] = self._describe(prefix)
        return self._descriptions[prefix]

    def _describe(self, prefix: str) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=prefix)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if str(status)[0] == "4" and "application/json" in content:
                        answer["content"] = {CONTENT_TYPE: content["application/json"]}
        return schema
