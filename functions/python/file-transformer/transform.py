"""Cleans a file of orders; the same rules and the same bytes as the Node edition."""

import codecs
import re

from delimited import Reader, delimiter_of, written

CHUNK = 256 * 1024
LONGEST_FIRST_LINE = 64 * 1024
NAMES = {"order_id": ["order_id"], "product": ["product"], "customer": ["customer", "customers"]}
NUMBER = re.compile(r"[-+]?(?=[.,]?[0-9])[0-9]*[.,]?[0-9]*", re.ASCII)
SPACES = " \t\u00a0"


class WrongFile(Exception):
    """A file that cannot be transformed, whatever its rows hold."""


def transform(source, output, rejects, processed_date, process_by):
    """Answers how many rows there were: rows_in = clean + duplicate + rejected + blank."""
    rows = Rows(output, rejects, processed_date, process_by)
    reader = None
    waiting = ""
    for text in texts_of(source, encoding_of(source)):
        if reader:
            reader.push(text)
            continue
        waiting += text
        if "\n" in waiting or len(waiting) > LONGEST_FIRST_LINE:
            reader = begin(rows, waiting)
    reader = reader or begin(rows, waiting)
    reader.end()
    return rows.end()


def begin(rows, text):
    delimiter = delimiter_of(text.split("\n", 1)[0])
    rows.delimiter = delimiter
    reader = Reader(delimiter, rows.take)
    reader.push(text)
    return reader


def encoding_of(source):
    """Valid UTF-8 is UTF-8; everything else is read as Windows does in Western Europe."""
    try:
        for _ in texts_of(source, "utf-8-sig"):
            pass
    except UnicodeDecodeError:
        return "windows-1252-lenient"
    return "utf-8-sig"


def texts_of(source, encoding):
    if encoding == "windows-1252-lenient":
        decode = lambda data, final: "".join(map(WINDOWS.__getitem__, data))
    else:
        decode = codecs.getincrementaldecoder(encoding)("strict").decode
    with open(source, "rb") as file:
        while chunk := file.read(CHUNK):
            yield decode(chunk, False)
        yield decode(b"", True)


def windows_character(byte):
    """As https://encoding.spec.whatwg.org has it: what Windows leaves open is the control character of that number."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


WINDOWS = [windows_character(byte) for byte in range(256)]


class Rows:
    def __init__(self, output, rejects, processed_date, process_by):
        self.output, self.rejects = output, rejects
        self.appended = [processed_date, process_by]
        self.clean_file = self.rejects_file = None
        self.known = set()
        self.titles = None
        self.delimiter = ","
        self.counts = {"rows_in": 0, "clean": 0, "duplicate": 0, "rejected": 0, "blank": 0}

    def take(self, fields, line):
        if self.titles is None:
            self.header(fields)
        else:
            self.row(fields, line)

    def header(self, fields):
        titles = [field.strip(SPACES) for field in fields]
        found = [title.lower() for title in titles]
        at = {name: next((i for i, title in enumerate(found) if title in known), -1) for name, known in NAMES.items()}
        missing = [name for name, place in at.items() if place < 0]
        if missing:
            raise WrongFile(f"Colonne absente : {', '.join(missing)} (colonnes trouvées : {', '.join(titles)})")
        self.titles, self.columns = titles, at
        self.quantity = found.index("quantity") if "quantity" in found else -1
        self.tail = "".join(self.delimiter + written(value, self.delimiter) for value in self.appended)
        self.clean_file = open(self.output, "x", encoding="utf-8", newline="")
        self.clean_file.write(self.joined(titles + ["Processed-Date", "process_by"]) + "\n")

    def row(self, fields, line):
        self.counts["rows_in"] += 1
        fields = [field.strip(SPACES) for field in fields]
        if not any(fields):
            self.counts["blank"] += 1
            return
        fault = self.fault(fields)
        if fault:
            self.reject(fields, line, *fault)
        elif fields[self.columns["order_id"]] in self.known:
            self.counts["duplicate"] += 1
        else:
            self.known.add(fields[self.columns["order_id"]])
            product, customer = self.columns["product"], self.columns["customer"]
            fields[product] = fields[product].lower()
            fields[customer] = fields[customer].upper()
            self.counts["clean"] += 1
            self.clean_file.write(self.joined(fields) + self.tail + "\n")

    def fault(self, fields):
        """The first thing that is wrong with it, as column and reason."""
        if len(fields) != len(self.titles):
            return "", f"{len(fields)} champs au lieu de {len(self.titles)}"
        for name in ("order_id", "product", "customer"):
            if fields[self.columns[name]] == "":
                return self.titles[self.columns[name]], "vide"
        if self.quantity >= 0 and not NUMBER.fullmatch(fields[self.quantity]):
            return self.titles[self.quantity], "pas un nombre"
        return None

    def reject(self, fields, line, column, reason):
        if self.rejects_file is None:
            self.rejects_file = open(self.rejects, "x", encoding="utf-8", newline="")
            self.rejects_file.write("line,column,reason,row\n")
        self.counts["rejected"] += 1
        row = self.joined(fields)
        self.rejects_file.write(f"{line},{written(column, ',')},{written(reason, ',')},{written(row, ',')}\n")

    def joined(self, fields):
        return self.delimiter.join(written(field, self.delimiter) for field in fields)

    def end(self):
        for file in (self.clean_file, self.rejects_file):
            if file:
                file.close()
        if self.titles is None:
            raise WrongFile("Le fichier est vide")
        return self.counts
