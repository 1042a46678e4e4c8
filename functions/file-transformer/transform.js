'use strict'
const fs = require('node:fs')
const { isUtf8 } = require('node:buffer')
const { CsvReader, delimiterOf, written } = require('./csv.js')
const { KnownNumbers } = require('./known-numbers.js')

// Pieces that are gone before the next collection of garbage: larger ones take twice the time and four times the memory.
const chunkBytes = 64 * 1024
const longestFirstLine = 64 * 1024

/** A file that cannot be transformed, whatever its rows hold. */
class WrongFile extends Error {}

/**
 * Reads the orders of `input` and writes the clean ones to `output`, the others with line, column and reason to `rejects`.
 * Answers how many there were: rows_in = clean + duplicate + rejected + blank.
 */
function transform({ input, output, rejects, processed_date, process_by }) {
  const encoding = encodingOf(input)
  const rows = new Rows({ output, rejects, processed_date, process_by })
  const decoder = new TextDecoder(encoding === 'utf8' ? 'utf-8' : 'windows-1252')
  let reader
  let waiting = ''
  const begin = () => {
    const end = waiting.indexOf('\n')
    const delimiter = delimiterOf(end < 0 ? waiting : waiting.slice(0, end))
    reader = new CsvReader(delimiter, (fields, line) => rows.take(fields, line, delimiter))
    reader.push(waiting)
  }
  for (const chunk of chunksOf(input)) {
    const text = decoder.decode(chunk, { stream: true })
    if (reader) reader.push(text)
    else {
      waiting += text
      if (waiting.includes('\n') || waiting.length > longestFirstLine) begin()
    }
  }
  const last = decoder.decode()
  if (!reader) begin()
  reader.push(last)
  reader.end()
  return rows.end()
}

/** Valid UTF-8 is UTF-8; everything else is read as Windows does in Western Europe. */
function encodingOf(file) {
  let kept = Buffer.alloc(0)
  for (const chunk of chunksOf(file)) {
    const bytes = kept.length === 0 ? chunk : Buffer.concat([kept, chunk])
    const whole = wholeCharacters(bytes)
    if (!isUtf8(bytes.subarray(0, whole))) return 'latin1'
    kept = Buffer.from(bytes.subarray(whole))
  }
  return isUtf8(kept) ? 'utf8' : 'latin1'
}

/** How many bytes there are before a character that the next chunk may complete. */
function wholeCharacters(bytes) {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]
    if (byte >= 0xc0) return bytes.length - back
    if (byte < 0x80) return bytes.length
  }
  return bytes.length
}

function* chunksOf(file) {
  const descriptor = fs.openSync(file, 'r')
  try {
    const chunk = Buffer.allocUnsafe(chunkBytes)
    for (let read = fs.readSync(descriptor, chunk); read > 0; read = fs.readSync(descriptor, chunk)) {
      yield chunk.subarray(0, read)
    }
  } finally {
    fs.closeSync(descriptor)
  }
}

/** Text gathers and is written a piece at a time. */
class Writer {
  constructor(file) {
    this.file = file
    this.descriptor = undefined
    this.text = ''
  }

  write(line) {
    this.text += line
    if (this.text.length >= chunkBytes) this.flush()
  }

  flush() {
    this.descriptor ??= fs.openSync(this.file, 'wx')
    fs.writeSync(this.descriptor, this.text)
    this.text = ''
  }

  close() {
    if (this.descriptor === undefined && this.text === '') return
    this.flush()
    fs.closeSync(this.descriptor)
  }
}

const names = { order_id: ['order_id'], product: ['product'], customer: ['customer', 'customers'] }

class Rows {
  constructor({ output, rejects, processed_date, process_by }) {
    this.clean = new Writer(output)
    this.rejects = new Writer(rejects)
    this.appended = [processed_date, process_by]
    this.known = new KnownNumbers()
    this.counts = { rows_in: 0, clean: 0, duplicate: 0, rejected: 0, blank: 0 }
  }

  take(fields, line, delimiter) {
    if (!this.columns) this.header(fields, delimiter)
    else this.row(fields, line)
  }

  header(fields, delimiter) {
    const titles = fields.map(trimmed)
    const found = titles.map(title => title.toLowerCase())
    const at = name => found.findIndex(title => names[name].includes(title))
    const missing = Object.keys(names).filter(name => at(name) < 0)
    if (missing.length > 0) {
      throw new WrongFile(`Colonne absente : ${missing.join(', ')} (colonnes trouvées : ${titles.join(', ')})`)
    }
    this.delimiter = delimiter
    this.titles = titles
    this.columns = { order_id: at('order_id'), product: at('product'), customer: at('customer') }
    this.quantity = found.indexOf('quantity')
    this.tail = this.appended.map(value => delimiter + written(value, delimiter)).join('')
    this.clean.write(`${this.joined(titles)}${delimiter}Processed-Date${delimiter}process_by\n`)
  }

  row(fields, line) {
    const { counts, columns } = this
    counts.rows_in++
    let isBlank = true
    for (let at = 0; at < fields.length; at++) {
      const value = trimmed(fields[at])
      fields[at] = value
      if (value !== '') isBlank = false
    }
    if (isBlank) {
      counts.blank++
      return
    }
    const fault = this.fault(fields)
    if (fault) this.reject(fields, line, fault)
    else if (this.known.add(fields[columns.order_id])) counts.duplicate++
    else {
      fields[columns.product] = fields[columns.product].toLowerCase()
      fields[columns.customer] = fields[columns.customer].toUpperCase()
      counts.clean++
      this.clean.write(`${this.joined(fields)}${this.tail}\n`)
    }
  }

  /** The first thing that is wrong with it, as column and reason. */
  fault(fields) {
    const { columns, titles, quantity } = this
    if (fields.length !== titles.length) return ['', `${fields.length} champs au lieu de ${titles.length}`]
    if (fields[columns.order_id] === '') return [titles[columns.order_id], 'vide']
    if (fields[columns.product] === '') return [titles[columns.product], 'vide']
    if (fields[columns.customer] === '') return [titles[columns.customer], 'vide']
    if (quantity >= 0 && !isNumber(fields[quantity])) return [titles[quantity], 'pas un nombre']
    return undefined
  }

  reject(fields, line, [column, reason]) {
    if (this.counts.rejected === 0) this.rejects.write('line,column,reason,row\n')
    this.counts.rejected++
    const row = this.joined(fields)
    this.rejects.write(`${line},${written(column, ',')},${written(reason, ',')},${written(row, ',')}\n`)
  }

  joined(fields) {
    const { delimiter } = this
    let line = written(fields[0], delimiter)
    for (let at = 1; at < fields.length; at++) line += delimiter + written(fields[at], delimiter)
    return line
  }

  end() {
    this.rejects.close()
    this.clean.close()
    if (!this.columns) throw new WrongFile('Le fichier est vide')
    return this.counts
  }
}

/** Spaces, tabs and no-break spaces around it are nobody's. */
function trimmed(text) {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

const isSpace = code => code === 32 || code === 9 || code === 0xa0

/** With a decimal comma or point. */
function isNumber(text) {
  let digits = 0
  let marks = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) digits++
    else if (code === 44 || code === 46) marks++
    else if (!(at === 0 && (code === 45 || code === 43))) return false
  }
  return digits > 0 && marks <= 1
}

module.exports = { transform, WrongFile }
