"""Answers the day whose orders are to be imported: {"order_date": "2024-11-06"}."""

import os
from datetime import datetime, timezone
from zoneinfo import ZoneInfo


def handle(event, context):
    zone = ZoneInfo(os.environ.get("time_zone") or "Europe/Paris")
    at = event.headers.get("x-vigie-at")
    now = datetime.fromisoformat(at.replace("Z", "+00:00")) if at else datetime.now(timezone.utc)
    order_date = now.astimezone(zone).strftime("%Y-%m-%d")
    print("importing the orders of", order_date)
    return {
        "statusCode": 200,
        "headers": {"content-type": "application/json"},
        "body": f'{{"order_date":"{order_date}"}}',
    }
