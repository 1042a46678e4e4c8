"""Answers how many files were produced. The folder is handed over as X-Vigie-Input."""

import os


def handle(event, context):
    folder = event.headers.get("x-vigie-input") or os.environ.get("depot") or "depot"
    files = [one for one in os.scandir(folder) if one.is_file(follow_symlinks=False)] if os.path.isdir(folder) else []
    return {"statusCode": 200, "body": f"Nombre de fichiers dans depot/ : {len(files)}"}
