"""What the examples of schemathesis name: ids of entries, units and people that are there, and the version of today.

Made-up ids lead nowhere, and every example would end at the door. What is malformed is left as it is: it has to be refused.
"""

import json
import os
import random
import re
import urllib.request

import schemathesis

PLACE = re.compile(r"/api/registers/(\w+)(?:/\{entry\}(?:/steps/(\w+))?)?")
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BASE, COOKIE, AGENT = (os.environ[name] for name in ("VARSAM_API_URL", "VARSAM_API_COOKIE", "VARSAM_API_AGENT"))
CHOICE = random.Random(1)


def get(path):
    request = urllib.request.Request(BASE + path, headers={"Cookie": COOKIE, "User-Agent": AGENT})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer), answer.headers["ETag"]


def learn():
    """The ids of each register's entries, and those that stand in its fields."""
    entries, fields = {}, {}
    for register in get("/api/registers")[0]["registers"]:
        code = register["register"]
        entries[code] = [entry["id"] for entry in get(register["address"])[0]["entries"]]
        for entry in entries[code]:
            for name, value in get(f"{register['address']}/{entry}")[0]["values"].items():
                ids = [one for one in (value if isinstance(value, list) else [value]) if is_id(one)]
                fields.setdefault((code, name), []).extend(ids)
    return entries, fields


def is_id(value):
    return isinstance(value, str) and ID.fullmatch(value) is not None


ENTRIES, FIELDS = learn()


@schemathesis.hook
def before_call(context, case, kwargs):
    place = PLACE.match(case.path)
    if place is None:
        return
    register, step = place.groups()
    if is_id(case.path_parameters.get("entry")) and ENTRIES[register]:
        name_entry(case, register, step)
    values = case.body.get("values") if isinstance(case.body, dict) else None
    for name, value in (values.items() if isinstance(values, dict) else ()):
        known = FIELDS.get((register, name))
        if known and is_id(value):
            values[name] = CHOICE.choice(known)
        elif known and isinstance(value, list) and value and all(map(is_id, value)):
            values[name] = CHOICE.sample(known, 1)


def name_entry(case, register, step):
    """An entry, for a step one that it can be taken with if one is found; three times in four from the version that it has."""
    for _ in range(5):
        entry = CHOICE.choice(ENTRIES[register])
        now, tag = get(f"/api/registers/{register}/{entry}")
        if step is None or step in now["steps"]:
            break
    case.path_parameters["entry"] = entry
    headers = case.headers or {}
    if re.fullmatch(r'"[0-9]+"', str(headers.get("If-Match"))) and CHOICE.random() < 0.75:
        headers["If-Match"] = tag
