"""Records of delimited text, read as they come."""


class Reader:
    """Calls `on_record` with the fields of each record and the line that it begins on.

    A field in quotes may hold delimiters, line breaks and doubled quotes; a quote inside of another field is a character.
    """

    def __init__(self, delimiter, on_record):
        self.delimiter = delimiter
        self.on_record = on_record
        self.rest = ""
        self.line = 1

    def push(self, text):
        text = self.rest + text
        at = 0
        while True:
            end = text.find("\n", at)
            if end < 0:
                break
            if text.find('"', at, end) < 0:
                stop = end - 1 if end > at and text[end - 1] == "\r" else end
                self.on_record(text[at:stop].split(self.delimiter), self.line)
                self.line += 1
                at = end + 1
                continue
            following = self._quoted(text, at, False)
            if following < 0:
                break
            at = following
        self.rest = text[at:]

    def end(self):
        if self.rest:
            self._quoted(self.rest, 0, True)
        self.rest = ""

    def _quoted(self, text, at, is_last):
        """Answers where the next record begins; -1: this one does not end here."""
        fields, field, is_quoted, is_first, lines = [], [], False, True, 0
        while at < len(text):
            char = text[at]
            if is_quoted:
                if char == '"':
                    if at + 1 == len(text) and not is_last:
                        return -1
                    if text[at + 1 : at + 2] == '"':
                        field.append('"')
                        at += 1
                    else:
                        is_quoted = False
                else:
                    lines += char == "\n"
                    field.append(char)
            elif char == '"' and is_first:
                is_quoted, is_first = True, False
            elif char == self.delimiter:
                fields.append("".join(field))
                field, is_first = [], True
            elif char == "\n":
                fields.append(without_return("".join(field)))
                self.on_record(fields, self.line)
                self.line += lines + 1
                return at + 1
            else:
                field.append(char)
                is_first = False
            at += 1
        if not is_last:
            return -1
        fields.append(without_return("".join(field)))
        self.on_record(fields, self.line)
        return len(text)


def without_return(text):
    return text[:-1] if text.endswith("\r") else text


def delimiter_of(first_line):
    """The one of comma, semicolon and tab that the first line holds most of."""
    return max(",;\t", key=first_line.count)


def written(field, delimiter):
    """A field as it is written: in quotes where it has to be."""
    if any(char in field for char in (delimiter, '"', "\n", "\r")):
        return '"' + field.replace('"', '""') + '"'
    return field
