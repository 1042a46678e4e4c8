import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { findProgram, skipWithout } from '../../../kit/testing/programs.ts'

type Counts = { rows_in: number; clean: number; duplicate: number; rejected: number; blank: number }
type Work = { input: string; output: string; rejects: string; processed_date: string; process_by: string }
const require = createRequire(import.meta.url)
const { transform } = require('../../../functions/file-transformer/transform.js') as {
  transform: (work: Work) => Counts
}
const { CsvReader } = require('../../../functions/file-transformer/csv.js') as {
  CsvReader: new (
    delimiter: string,
    onRecord: (fields: string[], line: number) => void,
  ) => { push(text: string): void; end(): void }
}
const stamp = { processed_date: '2024-11-06 08:00:00', process_by: 'US1' }

type Outcome = { counts: Counts; output: string; rejects: string }

function inFolder<Result>(use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'orders-'))
  const result = use(folder)
  if (!(result instanceof Promise)) rmSync(folder, { recursive: true })
  return result
}

const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '')

function transformed(bytes: string | Buffer): Outcome {
  return inFolder(folder => {
    const [input, output, rejects] = ['input.csv', 'output.csv', 'rejects.csv'].map(name => join(folder, name))
    writeFileSync(input ?? '', bytes)
    const work = { input: input ?? '', output: output ?? '', rejects: rejects ?? '', ...stamp }
    return { counts: transform(work), output: read(work.output), rejects: read(work.rejects) }
  })
}

const orders = 'order_id,product,quantity,customer\n101,chAise,2,alIce\n102,buReau,1,bOB\n103,lamPe,4,carlA\n'

test('customers are written in capitals, products in small letters, with the time and the participant', () => {
  const { counts, output, rejects } = transformed(orders)
  assert.equal(
    output,
    `order_id,product,quantity,customer,Processed-Date,process_by
101,chaise,2,ALICE,2024-11-06 08:00:00,US1
102,bureau,1,BOB,2024-11-06 08:00:00,US1
103,lampe,4,CARLA,2024-11-06 08:00:00,US1
`,
  )
  assert.deepEqual(counts, { rows_in: 3, clean: 3, duplicate: 0, rejected: 0, blank: 0 })
  assert.equal(rejects, '')
})

test('columns come in any order, are called customer or customers, and those that nobody knows stay', () => {
  const { output } = transformed('\ufeffCustomers;note;Product;Order_ID\r\n alice ;"a;b";CHAISE;7\r\n')
  assert.equal(
    output,
    'Customers;note;Product;Order_ID;Processed-Date;process_by\nALICE;"a;b";chaise;7;2024-11-06 08:00:00;US1\n',
  )
})

test('a file in Latin-1, with tabs, decimal commas and line breaks in quotes is read as it was meant', () => {
  const text = 'order_id\tproduct\tquantity\tcustomer\r\n1\tCAFÉ\t2,5\tZoé\r\n2\t"deux\r\nlignes"\t1\t"dit ""Bob"""\r\n'
  const { counts, output } = transformed(Buffer.from(text, 'latin1'))
  assert.equal(counts.clean, 2)
  assert.match(output, /\n1\tcafé\t2,5\tZOÉ\t/)
  assert.match(output, /\n2\t"deux\r\nlignes"\t1\t"DIT ""BOB"""\t/)
})

test('what is wrong with a row is told with its line, column and reason, and every row is counted once', () => {
  const rows = ['1,a,1,x', '', ' , , , ', '1,b,1,y', '2,a,beaucoup,x', ',a,1,x', '3,a,1', '4,"a', 'b",1,x', '5,a,1,x']
  const { counts, rejects } = transformed(`order_id,product,quantity,customer\n${rows.join('\n')}`)
  assert.deepEqual(counts, { rows_in: 9, clean: 3, duplicate: 1, rejected: 3, blank: 2 })
  assert.deepEqual(rejects.split('\n'), [
    'line,column,reason,row',
    '6,quantity,pas un nombre,"2,a,beaucoup,x"',
    '7,order_id,vide,",a,1,x"',
    '8,,3 champs au lieu de 4,"3,a,1"',
    '',
  ])
})

test('a file without a column that is needed, or without anything, says so', () => {
  assert.throws(() => transformed('order_id,quantity\n1,2\n'), /Colonne absente : product, customer/)
  assert.throws(() => transformed(''), /Le fichier est vide|Colonne absente/)
})

const field = fc.string({ unit: fc.constantFrom('a', 'É', '1', ' ', '"', ',', ';', '\n', '\r\n', '\t'), maxLength: 6 })
const quoted = field.map(text => `"${text.replaceAll('"', '""')}"`)
const plain = fc.string({ unit: fc.constantFrom('a', 'é', '7', ' ', '.'), maxLength: 6 })
const line = fc.array(fc.oneof(plain, quoted, field), { minLength: 1, maxLength: 6 }).map(cells => cells.join(','))
const document = fc
  .array(line, { maxLength: 12 })
  .map(lines => `order_id,product,quantity,customer\n${lines.join('\n')}\n`)

test('wherever a text is cut into pieces, the same records come out', () => {
  const records = (pieces: readonly string[]) => {
    const found: unknown[] = []
    const reader = new CsvReader(',', (fields, at) => found.push([fields, at]))
    for (const piece of pieces) reader.push(piece)
    reader.end()
    return found
  }
  fc.assert(
    fc.property(document, fc.array(fc.nat(80), { maxLength: 4 }), (text, cuts) => {
      const places = [0, ...cuts.map(cut => Math.min(cut, text.length)).toSorted((a, b) => a - b), text.length]
      const pieces = places.slice(1).map((place, index) => text.slice(places[index], place))
      assert.deepEqual(records(pieces), records([text]))
    }),
  )
})

test('whatever a file holds, the rows add up', () => {
  fc.assert(
    fc.property(document, text => {
      const { rows_in, clean, duplicate, rejected, blank } = transformed(text).counts
      assert.equal(rows_in, clean + duplicate + rejected + blank)
    }),
    { numRuns: 200 },
  )
})

test('the edition in Python makes the same of each file, byte for byte', async t => {
  const python = await findProgram('python3', { packages: ['python3'] })
  if (!python) return skipWithout(t, 'python3')
  const samples = [orders, ...fc.sample(document, { numRuns: 60, seed: 7 })]
  const folder = mkdtempSync(join(tmpdir(), 'orders-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const bytes = samples.flatMap(text => [Buffer.from(text), Buffer.from(text, 'latin1'), Buffer.from(`\ufeff${text}`)])
  for (const [index, sample] of bytes.entries()) writeFileSync(join(folder, `${index}.csv`), sample)
  const script = `
import json, sys
sys.path.insert(0, sys.argv[1])
from transform import transform
for at in range(${bytes.length}):
    base = sys.argv[2] + "/" + str(at)
    counts = transform(base + ".csv", base + ".out", base + ".rej", "2024-11-06 08:00:00", "US1")
    open(base + ".json", "w").write(json.dumps(counts))
`
  await promisify(execFile)(python, [
    '-c',
    script,
    join(import.meta.dirname, '..', '..', '..', 'functions', 'python', 'file-transformer'),
    folder,
  ])
  for (const [index, sample] of bytes.entries()) {
    const ours = transformed(sample)
    const base = join(folder, String(index))
    const theirs = {
      counts: JSON.parse(read(`${base}.json`)) as Counts,
      output: read(`${base}.out`),
      rejects: read(`${base}.rej`),
    }
    assert.deepEqual(theirs, ours)
  }
})
