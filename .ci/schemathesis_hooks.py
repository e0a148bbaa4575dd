"""Who calls when schemathesis exercises the running service, and with what a schema cannot know.

REGISTRY_CLIENTS names a file with one client per role: {"registrar": {"clientId": …, "clientSecret": …}, …}.
REGISTRY_TALLY names the file that is left behind: how often each operation gave which status.
"""

import atexit
import json
import os
import re
import secrets
import string
import time
import uuid
from collections import Counter, defaultdict
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

import requests
import schemathesis
from hypothesis import strategies as st

CLIENTS = json.loads(Path(os.environ["REGISTRY_CLIENTS"]).read_text())
CALLERS = [client["clientId"] for client in CLIENTS.values()]
TALLY = defaultdict(Counter)
# Rule sets follow each other, so each begins on a day after all before it.
DAYS = (str(date(2030, 1, 1) + timedelta(days=days)) for days in count())
POSITIVE = Counter()
USED_KEYS = set()


# Values of our own formats: weights 7, 3, 1 repeated; the sum's last digit is the thirteenth.
def with_check_digit(twelve):
    return twelve + str(sum(int(digit) * (7, 3, 1)[at % 3] for at, digit in enumerate(twelve)) % 10)


def personal_code(first):
    return with_check_digit(first + f"{secrets.randbelow(10**11):011}")


for name, first in (("idnp", "[02]"), ("idno", "1")):
    schemathesis.openapi.format(name, st.from_regex(rf"\A{first}[0-9]{{11}}\Z").map(with_check_digit))


def holds_idnp(text):
    return any(len(run) == 13 and run == with_check_digit(run[:12]) for run in re.findall("[0-9]+", text))


# Digits beside each other may happen to be an IDNP, which is refused.
def letters(length):
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(length))


# Files: what is drawn is a text of any kind; what is sent about records that exist is the contract's example (before_call).
FILES = ("application/x-ndjson", "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@schemathesis.serializer(*FILES)
def as_it_is(ctx, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


# Its schema says of a file that it is a text; a workbook has no letters.
@schemathesis.deserializer(*FILES)
def as_text(ctx, response):
    return response.content.decode("utf-8", "replace")


# Who calls: a client of the first role that the contract gives the operation's scope.
def role_of(document, operation):
    scopes = [scope for way in operation.get("security", []) for scope in way.get("oauth2", [])]
    if not scopes:
        return None
    described = document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"][scopes[0]]
    return described.removeprefix("Roles: ").split(", ")[0]


def role_for(context):
    return role_of(context.operation.schema.raw_schema, context.operation.definition.raw)


def token(base, role):
    form = {"grant_type": "client_credentials", "client_id": CLIENTS[role]["clientId"], "client_secret": CLIENTS[role]["clientSecret"]}
    answer = requests.post(f"{base}/oauth2/token", data=form, timeout=10)
    answer.raise_for_status()
    return answer.json()["access_token"]


def base_of(case):
    return case.operation.base_url.rstrip("/")


@cache
def token_of(base, role, _tenth_minute):
    return token(base, role)


# A token is good for 15 minutes.
@schemathesis.auth(refresh_interval=600, cache_by_key=lambda _, context: role_for(context)).apply_to(role_for)
class ClientOfRole:
    def get(self, case, context):
        return token(base_of(case), role_for(context))

    def set(self, case, data, context):
        case.headers = case.headers or {}
        case.headers["Authorization"] = f"Bearer {data}"


class Records:
    """Records that exist, made from the worked examples of the contract."""

    def __init__(self, base, document):
        self.base, self.document = base, document
        self.day = None

    def send(self, method, path, template, body=None):
        answer = self.answer(method, path, template, body)
        assert answer.ok, answer.text
        return answer.json()

    def answer(self, method, path, template, body=None):
        role = role_of(self.document, self.document["paths"][template][method])
        headers = {"Call-Basis": "contract test", "Call-Reason": "contract test"}
        if role:
            headers["Authorization"] = f"Bearer {token_of(self.base, role, time.monotonic() // 600)}"
        return requests.request(method, self.base + path, headers=headers, json=body, timeout=10)

    def make(self, collection, path=None, **given):
        body = self.document["paths"][collection]["post"]["requestBody"]["content"]["application/json"]["example"]
        body = self.real({name: value for name, value in deepcopy(body).items() if name not in given}, fresh=True) | given
        answer = self.send("post", path or collection, collection, body)
        self.made = body
        return answer

    def first(self, collection, field="id"):
        (items,) = (items for items in self.send("get", collection, collection).values() if isinstance(items, list))
        return items[0][field]

    def ids_for(self, method, template):
        """Ids of records on which the operation at this path can succeed."""
        collection, _, action = template.partition("/{id}")
        match collection:
            case "/api/v1/grades":
                return {"id": self.new_grade(collection) if method == "POST" else self.first(collection)}
            case "/api/v1/employments":
                path = f"/api/v1/workers/{self.make('/api/v1/workers')['id']}/employments"
                return {"id": self.send("get", path, "/api/v1/workers/{id}/employments")["employments"][0]["id"]}
            case "/api/v1/hirings":
                hiring = self.hiring()
                if action == "/contest-withdrawals":
                    self.make("/api/v1/hirings/{id}/contests", f"{collection}/{hiring}/contests")
                return {"id": hiring}
            case "/api/v1/absences":
                absences = "/api/v1/workers/{id}/absences"
                worker = self.make("/api/v1/workers")["id"]
                return {"id": self.make(absences, absences.replace("{id}", worker))["id"]}
            case "/api/v1/attestation-applications":
                return self.application(action if method == "POST" else "/decided")
            case "/api/v1/award-reviews":
                review = self.award_review()
                if action == "/reopenings":
                    self.make("/api/v1/award-reviews/{id}/resolutions", f"{collection}/{review}/resolutions")
                return {"id": review}
            case _ if action in ("/rows", "/annotated") and collection.endswith("-batches"):
                return {"id": self.worked_off(collection)}
            case "/api/v1/rule-set-simulations":
                return {"id": self.cancelled_simulation() if action == "/cancellations" else self.completed_simulation()}
        return {"id": self.id_for(template, collection, action)}

    def new_grade(self, collection):
        """A grade on which nothing rests: one that is added where its rank is free, or else the highest."""
        body = self.document["paths"][collection]["post"]["requestBody"]["content"]["application/json"]["example"]
        for _ in range(20):
            answer = self.answer("post", collection, collection, self.real(deepcopy(body), fresh=True))
            if answer.ok:
                return answer.json()["id"]
        return self.send("get", f"{collection}?limit=200", collection)["grades"][-1]["id"]

    def batch(self, collection):
        """A batch of the contract's own example, in CSV; nobody has the IDNP in it."""
        operation = self.document["paths"][collection]["post"]
        token = token_of(self.base, role_of(self.document, operation), time.monotonic() // 600)
        headers = {"Call-Basis": "contract test", "Call-Reason": "contract test", "Authorization": f"Bearer {token}"}
        file = operation["requestBody"]["content"]["text/csv"]["example"].encode()
        address = f"{self.base}{collection}?mode=validate"
        answer = requests.post(address, data=file, headers=headers | {"Content-Type": "text/csv"}, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def worked_off(self, collection):
        """A batch that has ended."""
        batch = self.batch(collection)["id"]
        for _ in range(300):
            if self.send("get", f"{collection}/{batch}", collection + "/{id}")["finishedAt"]:
                break
            time.sleep(0.1)
        return batch

    def application(self, step):
        """An application that can go this step, and one that has gone them all with its decision."""
        collection, worker = "/api/v1/attestation-applications", self.make("/api/v1/workers")["id"]
        # What the sample rule set asks for its lowest grade; nowhere is it later than in UTC at the same hour.
        today = str(datetime.now(UTC).date())
        self.completion = self.make("/api/v1/completions", workerId=worker, completedOn=today)["id"]
        self.make("/api/v1/supervision-sessions", attendeeIds=[worker], heldOn=today)
        application = self.make(collection, workerId=worker)["id"]
        ids = {"id": application}
        if step in ("/submissions", "/withdrawals"):
            return ids
        put = self.send("post", f"{collection}/{application}/submissions", collection + "/{id}/submissions")
        # A decision is made on this day or later, and not in the future.
        self.day = put["submission"]["validAt"]
        if step == "/decisions":
            return ids
        outcome = {"outcome": "granted"}
        if step == "/appeals":
            outcome = {"outcome": "refused", "reason": "contract test", "validFrom": None}
        decision = self.make(collection + "/{id}/decisions", f"{collection}/{application}/decisions", **outcome)
        self.award = decision["awardId"]
        return ids if step == "/appeals" else ids | {"decisionId": decision["id"]}

    def award_review(self):
        """A review of an award, which a completion that it rests on has lost."""
        self.application("/decided")
        self.make("/api/v1/completions/{id}/voids", f"/api/v1/completions/{self.completion}/voids")
        reviews = self.send("get", f"/api/v1/award-reviews?awardId={self.award}", "/api/v1/award-reviews")["awardReviews"]
        return reviews[0]["id"]

    def completed_simulation(self):
        collection = "/api/v1/rule-set-simulations"
        simulation = self.make(collection)["id"]
        for _ in range(300):
            if self.send("get", f"{collection}/{simulation}", collection + "/{id}")["status"] == "completed":
                break
            time.sleep(0.1)
        return simulation

    def cancelled_simulation(self):
        """One that was cancelled before it could end: cancelling it once more changes nothing."""
        collection = "/api/v1/rule-set-simulations"
        for _ in range(10):
            # The others go before it.
            simulation = [self.make(collection)["id"] for _ in range(3)][-1]
            path = f"{collection}/{simulation}/cancellations"
            if self.answer("post", path, collection + "/{id}/cancellations").ok:
                break
        return simulation

    def hiring(self):
        """A hiring of somebody whom the employer that calls here employed before, by another one."""
        clients = self.send("get", "/api/v1/clients?limit=200", "/api/v1/clients")["clients"]
        former = next(one["organisationId"] for one in clients if one["id"] == CLIENTS["employer"]["clientId"])
        employment = {"post": "asistent-social", "validFrom": "2025-03-01"}
        self.make("/api/v1/workers", employment=employment | {"organisationId": former})
        person = self.made
        elsewhere = self.make("/api/v1/organisations", kind="employer", parentId=None)["id"]
        other = self.make("/api/v1/clients", organisationId=elsewhere, role="employer")
        form = {"grant_type": "client_credentials", "client_id": other["clientId"], "client_secret": other["clientSecret"]}
        token = requests.post(f"{self.base}/oauth2/token", data=form, timeout=10).json()["access_token"]
        headers = {"Call-Basis": "contract test", "Call-Reason": "contract test", "Authorization": f"Bearer {token}"}
        hired = person | {"employment": employment | {"organisationId": elsewhere}}
        answer = requests.post(f"{self.base}/api/v1/workers", json=hired, headers=headers, timeout=10)
        assert answer.ok, answer.text
        cursor = ""
        while True:
            page = self.send("get", f"/api/v1/hirings?limit=200&cursor={cursor}", "/api/v1/hirings")
            for hiring in page["hirings"]:
                if hiring["organisationId"] == elsewhere:
                    return hiring["id"]
            cursor = page["nextCursor"]

    def id_for(self, template, collection, action):
        made = self.batch(collection) if collection.endswith("-batches") else self.make(collection)
        record = made.get("id") or made["clientId"]
        if action == "/merge-withdrawals":
            self.make("/api/v1/workers/{id}/merges", f"{collection}/{record}/merges")
        if action in ("/deactivation-corrections", "/deactivation-withdrawals"):
            self.make("/api/v1/workers/{id}/deactivations", f"{collection}/{record}/deactivations")
        if action == "/revocation-withdrawals":
            self.make("/api/v1/awards/{id}/revocations", f"{collection}/{record}/revocations")
        if action in ("/approval-corrections", "/retirements", "/retirement-corrections"):
            self.make("/api/v1/programmes/{id}/approvals", f"{collection}/{record}/approvals")
        if action == "/retirement-corrections":
            self.make("/api/v1/programmes/{id}/retirements", f"{collection}/{record}/retirements")
        if template == "/api/v1/workers/{id}/employments":
            # Its first employment would overlap.
            first = self.send("get", f"{collection}/{record}/employments", template)["employments"][0]["id"]
            self.make("/api/v1/employments/{id}/voids", f"/api/v1/employments/{first}/voids")
        return record

    def real(self, value, key="", fresh=False):
        """A body whose ids are those of records that exist; with `fresh`, one that no other record has."""
        if isinstance(value, dict):
            return {name: self.real(inner, name, fresh) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.real(inner, key, fresh) for inner in value]
        if value is None:
            return value
        match key:
            case "workerId" | "attendeeIds" | "supervisorId" | "into":
                return self.make("/api/v1/workers")["id"]
            case "programmeId":
                # The first samples may have been retired meanwhile.
                made = self.make("/api/v1/programmes")["id"]
                approval = {"approvedFrom": "2020-01-01", "legalBasis": "contract test"}
                self.send("post", f"/api/v1/programmes/{made}/approvals", "/api/v1/programmes/{id}/approvals", approval)
                return made
            case "gradeId":
                return self.first("/api/v1/grades")
            case "grade" | "targetGrade":
                return self.first("/api/v1/grades", "code")
            case "ruleSetId" | "againstId":
                return self.first("/api/v1/rule-sets")
            case "decidedOn" if self.day:
                return self.day
            case "organisationId" | "providerId" | "parentId" | "ownerId" | "commissionId" | "employerId":
                return self.first("/api/v1/organisations")
            case "idnp" if not fresh:
                self.make("/api/v1/workers")
                return self.made["idnp"]
            case "idnp" | "idno" if fresh:
                return personal_code({"idnp": "2", "idno": "1"}[key])
            case "reference" | "decisionNumber" if fresh:
                return letters(32)
            case "effectiveFrom":
                return next(DAYS)
            case "code" if fresh and value.startswith("qualification"):
                return value
            case "code" if fresh and value[:1].islower():
                return f"code-{letters(32)}"
            case "code" if fresh:
                return f"{letters(5).upper()}-{secrets.randbelow(10**5):05}"
            case "rank" if fresh:
                return secrets.randbelow(100) + 1
        return value


@schemathesis.hook
def before_call(context, case, kwargs):
    operation, path = case.operation.definition.raw["operationId"], case.operation.path
    # Header values travel as UTF-8.
    kwargs["auth"] = as_utf8
    if operation == "revoke_client" and case.path_parameters.get("id") in CALLERS:
        # The clients that make the calls are needed until the end.
        case.path_parameters["id"] = str(uuid.uuid4())
    if case.meta is None or case.meta.generation.mode.is_negative:
        if case.media_type in FILES and not isinstance(case.body, str | bytes):
            # A file is text whatever stands in it, so that no type of it is wrong; one without content is.
            case.body = ""
        elif case.method.upper() == "POST" and path.endswith("-batches") and isinstance(case.body, list):
            # Its rows as well: a row of another form is told, and the file is taken. What holds no rows is refused.
            case.body = False
        return
    if operation == "create_token":
        case.body |= {"client_id": CLIENTS["auditor"]["clientId"], "client_secret": CLIENTS["auditor"]["clientSecret"]}
    if isinstance(case.body, dict) and "grades" in case.body:
        # The language of rules is richer than what can be drawn: unknown fields are refused, lists hold each item once.
        case.body = case.operation.definition.raw["requestBody"]["content"]["application/json"]["example"] | {"effectiveFrom": next(DAYS)}
    POSITIVE[operation] += 1
    if POSITIVE[operation] % 2 == 1 and case.meta.phase.name.value != "stateful":
        # Every other well-formed call is one about records that exist; the rest are as they were drawn, and a chain of
        # calls has the ids of its own steps.
        records = Records(base_of(case), case.operation.schema.raw_schema)
        if "id" in (case.path_parameters or {}):
            ids = records.ids_for(case.method.upper(), path)
            case.path_parameters |= {name: record for name, record in ids.items() if name in case.path_parameters}
        if case.query:
            case.query = records.real(dict(case.query))
        if isinstance(case.body, dict) and operation != "create_token":
            case.body = records.real(case.body, fresh="201" in case.operation.definition.raw["responses"])
        if case.method.upper() == "POST" and path.endswith("-batches"):
            # The one row is rejected, for nobody has its IDNP; the file is taken.
            case.body = case.operation.definition.raw["requestBody"]["content"]["application/json"]["example"]
            case.media_type = "application/json"
    headers = case.headers or {}
    if "Idempotency-Key" in headers:
        # Another request needs another key, and a chain of calls may hand on as a key what is none.
        key = headers["Idempotency-Key"]
        if key in USED_KEYS or not re.fullmatch(r"[!-~]{1,255}", key) or holds_idnp(key):
            headers["Idempotency-Key"] = str(uuid.uuid4())
        USED_KEYS.add(headers["Idempotency-Key"])
    if "If-Match" in headers:
        # The ETag of the record as it is now.
        others = {name: value.encode() for name, value in headers.items() if name != "If-Match"}
        record = case.formatted_path.removesuffix("/publications").removesuffix("/corrections")
        read = requests.get(base_of(case) + record, headers=others, timeout=10)
        headers["If-Match"] = read.headers.get("ETag", headers["If-Match"])


def as_utf8(request):
    for name, value in request.headers.items():
        if isinstance(value, str) and not value.isascii():
            request.headers[name] = value.encode()
    return request


# What a schema says, no refusal may say first: a well-formed request is refused by a rule of the register alone.
FORM = re.compile(
    r"is required$|is not a field|is not in the form|is given twice|expected ([0-9]|a valid IDN|an id,|a day as|a moment in|a district"
    r"|a web address|a percentage|a whole number|one of|an? (string|boolean|map|sequence)|struct)"
)


# Every text of a call: no pattern says that a text holds no IDNP, so its refusal is by a rule.
def sent(case):
    return json.dumps([case.path_parameters, case.query, case.headers, case.body], default=str)


@schemathesis.check
def refused_by_a_rule(ctx, response, case):
    if response.status_code == 400 and case.meta is not None and case.meta.generation.mode.is_positive:
        for place, faults in response.json().get("errors", {}).items():
            for fault in faults:
                is_of_an_idnp = re.search("(no|not an|without an) IDNP", fault) and holds_idnp(sent(case))
                if FORM.match(fault) and not is_of_an_idnp:
                    raise AssertionError(f"the contract allows it, the service does not: {place} {fault}")


@schemathesis.hook
def after_call(context, case, response):
    TALLY[case.operation.definition.raw["operationId"]][response.status_code] += 1


@atexit.register
def keep_tally():
    Path(os.environ["REGISTRY_TALLY"]).write_text(json.dumps(TALLY, indent=1, sort_keys=True))
