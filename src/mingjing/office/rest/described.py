"""The API's own description, with errors under their media type."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from mingjing.office.rest.problem import CONTENT_TYPE


class DescribedAPI(NinjaAPI):
    """A NinjaAPI that describes problem documents as what they are."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """Return OpenAPI 3.1."""
        schema = super().get_openapi_schema(**given)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if str(status)[0] == "4" and "application/json" in content:
                        answer["content"] = {CONTENT_TYPE: content["application/json"]}
        return schema
