"""Transforms the file that it is handed.

X-Vigie-Input names it, X-Vigie-Output the folder to write to, and X-Vigie-Participant whose it is. Elsewhere than on Vigie
both are folders that a volume or SFTP has filled.
"""

import json
import os
import sys
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from transform import WrongFile, transform  # noqa: E402


def handle(event, context):
    source = event.headers.get("x-vigie-input")
    if not source:
        return {"statusCode": 200, "body": "Aucun fichier à transformer"}
    folder = event.headers.get("x-vigie-output")
    process_by = event.headers.get("x-vigie-participant") or os.environ.get("USER_ID") or "US1"
    output, rejects = os.path.join(folder, "output.csv"), os.path.join(folder, "rejects.csv")
    try:
        counts = transform(source, output, rejects, processed_date(event.headers.get("x-vigie-at")), process_by)
    except WrongFile as wrong:
        return {"statusCode": 422, "body": str(wrong)}
    held = is_held(counts)
    with open(os.path.join(folder, "summary.json"), "w", encoding="utf-8") as file:
        json.dump({**counts, "held": held}, file)
    print(json.dumps(counts))
    if held:
        return {"statusCode": 200, "body": f"Fichier retenu : {counts['rejected']} lignes rejetées sur {counts['rows_in']}"}
    return {"statusCode": 200, "body": f"Transformation réussie, fichier généré : {process_by}/depot/output.csv"}


def processed_date(at):
    """2024-11-06 08:00:00, in the zone of the function."""
    now = datetime.fromisoformat(at.replace("Z", "+00:00")) if at else datetime.now(timezone.utc)
    return now.astimezone(ZoneInfo(os.environ.get("time_zone") or "Europe/Paris")).strftime("%Y-%m-%d %H:%M:%S")


def is_held(counts):
    """So many rejected rows that somebody has to look before the output is used; a few always go through."""
    share = float(os.environ.get("reject_share") or "0.02")
    floor = float(os.environ.get("reject_floor") or "5")
    return counts["rejected"] > floor and counts["rejected"] > share * counts["rows_in"]
