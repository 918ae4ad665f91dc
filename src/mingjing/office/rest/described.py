"""The API's own description, with errors under their media type."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from pydantic.json_schema import JsonSchemaMode

from mingjing.office.rest.problem import CONTENT_TYPE


class _Schema(OpenAPISchema):
    """The description; each kind of answer is described once, not for each operation that gives it."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        self._described: dict[tuple[Any, ...], tuple[dict[str, Any], bool]] = {}
        super().__init__(api, path_prefix)

    def _create_schema_from_model(
        self,
        model: Any,
        by_alias: bool = True,
        remove_level: bool = True,
        mode: JsonSchemaMode = "validation",
    ) -> tuple[dict[str, Any], bool]:
        kind = (model, by_alias, remove_level, mode)
        if kind not in self._described:
            self._described[kind] = super()._create_schema_from_model(model, by_alias, remove_level, mode)
        details, required = self._described[kind]
        return dict(details), required


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
        schema = _Schema(self, prefix)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if str(status)[0] == "4" and "application/json" in content:
                        answer["content"] = {CONTENT_TYPE: content["application/json"]}
        return schema
