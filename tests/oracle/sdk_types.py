"""The request types of the official SDK: their JSON Schemas, the faults that they find in a body, and bodies that they accept."""

from anthropic.types import message_count_tokens_params as count_tokens
from anthropic.types import message_create_params as create
from anthropic.types.beta import message_count_tokens_params as beta_count_tokens
from anthropic.types.beta import message_create_params as beta_create
from anthropic.types.beta.messages import batch_create_params as beta_batch
from anthropic.types.messages import batch_create_params as batch
from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

# What the SDK sends as headers although its types list it with the members of the body.
HEADERS = ("betas", "user_profile_id", "workspace_id")

# The members whose value chooses a branch of a union.
TAGS = ("type", "role")

NEVER = {"not": {}}
ANY = {}

# Annotations and keywords that are read here. Any other keyword is an error, so that none is ignored.
KEYWORDS = {"title", "description", "$ref", "anyOf", "not", "type", "const", "enum", "format", "items", "properties", "required", "additionalProperties"}


class Generator(GenerateJsonSchema):
    """JSON Schemas in which a typed dictionary has no other members, as in the API."""

    def typed_dict_schema(self, schema):
        return {"additionalProperties": False, **super().typed_dict_schema(schema)}

    def model_schema(self, schema):
        """A part of a response, which the SDK converts to a typed dictionary before it sends it."""
        return NEVER

    def handle_invalid_for_json_schema(self, schema, error_info):
        """An open file, which the SDK converts to a string."""
        return NEVER


class Types:
    """The type of the bodies of one endpoint."""

    def __init__(self, body):
        self.root = TypeAdapter(body).json_schema(schema_generator=Generator)
        self.definitions = self.root.pop("$defs")
        self.known_branches = {}
        for branch in self.branches(self.root):
            for name in HEADERS:
                branch["properties"].pop(name, None)

    def branches(self, schema):
        """The schemas of which a value has to match one, without references and unions."""
        if id(schema) not in self.known_branches:
            self.known_branches[id(schema)] = list(self._branches(schema))
        return self.known_branches[id(schema)]

    def _branches(self, schema):
        unread = schema.keys() - KEYWORDS
        if unread:
            raise ValueError(f"keywords that are not read: {unread}")
        if "$ref" in schema:
            yield from self._branches(self.definitions[schema["$ref"].rpartition("/")[2]])
        elif "anyOf" in schema:
            for branch in schema["anyOf"]:
                yield from self._branches(branch)
        elif schema.get("not") != {} and schema.get("format") != "path":
            yield schema

    def faults(self, value):
        """What is wrong with a body: (location, kind), where kind is missing, unknown, type or value."""
        return self._faults(self.root, value, ())

    def _faults(self, schema, value, at):
        """The faults in the branch that the value is closest to."""
        closest = None
        for branch in self.branches(schema):
            faults = self._faults_in_branch(branch, value, at)
            if not faults:
                return []
            if closest is None or cost(faults, at) < cost(closest, at):
                closest = faults
        return closest or [(at, "type")]

    def _faults_in_branch(self, schema, value, at):
        if "type" in schema and not is_a(value, schema["type"]):
            return [(at, "type")]
        if value not in schema.get("enum", [schema.get("const", value)]):
            return [(at, "value")]
        if isinstance(value, list):
            return [fault for index, item in enumerate(value) for fault in self._faults(schema.get("items", ANY), item, (*at, str(index)))]
        if isinstance(value, dict):
            return self._faults_in_object(schema, value, at)
        return []

    def _faults_in_object(self, schema, value, at):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        for tag in TAGS:
            if tag in properties and tag in value and self._faults(properties[tag], value[tag], ()):
                return self._faults(properties[tag], value[tag], (*at, tag))
        faults = [((*at, name), "missing") for name in schema.get("required", []) if name not in value]
        for name, member in value.items():
            member_schema = properties.get(name, ANY if others is True else others)
            if member_schema is False:
                faults.append(((*at, name), "unknown"))
            else:
                faults += self._faults(member_schema, member, (*at, name))
        return faults

    def samples(self):
        """Bodies that the types accept: each branch of each union at least once."""
        return self._samples(self.root, ())

    def _samples(self, schema, within):
        for branch in self.branches(schema):
            # A type within itself has no end.
            if not any(branch is outer for outer in within):
                yield from self._samples_of_branch(branch, (*within, branch))

    def _samples_of_branch(self, schema, within):
        if "const" in schema or "enum" in schema:
            yield from schema.get("enum", [schema.get("const")])
        elif schema.get("type") == "array":
            for item in self._samples(schema["items"], within):
                yield [item]
            yield []
        elif "properties" in schema:
            members = {name: list(self._samples(member, within)) for name, member in schema["properties"].items()}
            members = {name: values for name, values in members.items() if values}
            full = {name: values[0] for name, values in members.items()}
            least = {name: full[name] for name in schema.get("required", []) if name in full}
            yield full
            yield least
            for name, values in members.items():
                for value in values[1:]:
                    yield {**least, name: value}
        elif schema.get("type") == "object":
            yield {}
            others = schema.get("additionalProperties", True)
            if others is not True:
                for value in self._samples(others, within):
                    yield {"x": value}
        else:
            yield {"string": "x", "integer": 1, "number": 0.5, "boolean": True, "null": None}[schema.get("type", "string")]


def cost(faults, at):
    """How far a value is from a branch: another JSON type, another tag, or faults inside it."""
    if (at, "type") in faults or (at, "value") in faults:
        return 1_000_000
    return sum(1_000 if place[:-1] == at and place[-1] in TAGS and kind != "missing" else 1 for place, kind in faults)


def is_a(value, kind):
    if kind == "integer":
        return isinstance(value, int) and not isinstance(value, bool) or isinstance(value, float) and value.is_integer()
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "boolean": bool, "null": type(None), "array": list, "object": dict}[kind])


# The types with betas come first: they have everything that the others have, with few exceptions.
ENDPOINTS = {
    "messages": (Types(beta_create.MessageCreateParams), Types(create.MessageCreateParams)),
    "messages/count_tokens": (Types(beta_count_tokens.MessageCountTokensParams), Types(count_tokens.MessageCountTokensParams)),
    "messages/batches": (Types(beta_batch.BatchCreateParams), Types(batch.BatchCreateParams)),
}


def faults(endpoint, body):
    """The faults in a body, as (location, kind); none if the types with or without betas accept it."""
    beta, stable = ENDPOINTS[endpoint]
    found = beta.faults(body)
    return found if found and stable.faults(body) else []


def samples(endpoint):
    """Bodies that the types accept."""
    return (body for types in ENDPOINTS[endpoint] for body in types.samples())
