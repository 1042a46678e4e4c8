'use strict'

/**
 * Reads records of delimited text as they come, and calls `onRecord` with their fields and the line that they begin on.
 * A field in quotes may hold delimiters, line breaks and doubled quotes; a quote inside of another field is a character.
 */
class CsvReader {
  constructor(delimiter, onRecord) {
    this.delimiter = delimiter
    this.onRecord = onRecord
    this.rest = ''
    this.line = 1
  }

  push(text) {
    const all = this.rest === '' ? text : this.rest + text
    let at = 0
    let quote = all.indexOf('"')
    for (;;) {
      const end = all.indexOf('\n', at)
      if (end < 0) break
      if (quote >= 0 && quote < at) quote = all.indexOf('"', at)
      if (quote < 0 || quote > end) {
        // Most records have no quote, and are cut with what the engine is fastest at.
        const stop = end > at && all.charCodeAt(end - 1) === 13 ? end - 1 : end
        this.onRecord(all.slice(at, stop).split(this.delimiter), this.line)
        this.line++
        at = end + 1
        continue
      }
      const next = this.quoted(all, at, false)
      if (next < 0) break
      at = next
    }
    this.rest = all.slice(at)
  }

  end() {
    if (this.rest !== '') this.quoted(this.rest, 0, true)
    this.rest = ''
  }

  /** Answers where the next record begins; -1: this one does not end here. */
  quoted(text, start, isLast) {
    const fields = []
    let field = ''
    let at = start
    let isQuoted = false
    let lines = 0
    for (let isFirst = true; at < text.length; at++) {
      const char = text[at]
      if (isQuoted) {
        if (char === '"') {
          // Whether it is doubled is seen with the next character.
          if (at + 1 === text.length && !isLast) return -1
          if (text[at + 1] === '"') {
            field += '"'
            at++
          } else isQuoted = false
        } else {
          if (char === '\n') lines++
          field += char
        }
      } else if (char === '"' && isFirst) {
        isQuoted = true
        isFirst = false
      } else if (char === this.delimiter) {
        fields.push(field)
        field = ''
        isFirst = true
      } else if (char === '\n') {
        fields.push(field.endsWith('\r') ? field.slice(0, -1) : field)
        this.onRecord(fields, this.line)
        this.line += lines + 1
        return at + 1
      } else {
        field += char
        isFirst = false
      }
    }
    if (!isLast) return -1
    fields.push(field.endsWith('\r') ? field.slice(0, -1) : field)
    this.onRecord(fields, this.line)
    return text.length
  }
}

/** The one of comma, semicolon and tab that the first line holds most of. */
function delimiterOf(firstLine) {
  const counts = [',', ';', '\t'].map(delimiter => [firstLine.split(delimiter).length, delimiter])
  return counts.reduce((best, one) => (one[0] > best[0] ? one : best))[1]
}

/** A field as it is written: in quotes where it has to be. */
function written(field, delimiter) {
  const isPlain = !field.includes(delimiter) && !field.includes('"') && !field.includes('\n') && !field.includes('\r')
  return isPlain ? field : `"${field.replaceAll('"', '""')}"`
}

module.exports = { CsvReader, delimiterOf, written }
