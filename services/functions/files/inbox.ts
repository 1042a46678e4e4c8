import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, lstat, mkdir, open, readdir, readFile, rename, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** A file that its participant has finished. */
export type Arrived = { readonly participant: string; readonly name: string }

type Look = { readonly bytes: number; readonly changed: number }

const participantName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/
const fileName = /^[^./\\\0][^/\\\0]{0,200}$/u
/** Names under which programs write what is not finished, and what stands beside a file. */
const unfinished = /\.(?:part|tmp|temp|filepart|crdownload|swp|done|sha256)$|~$/i
/** Between a claim's id and the name that the file came with. */
const mark = '__'

/** `<folder>/USX/data` is where participant USX leaves files; beside it are `processing`, `depot`, `held`, `done` and `failed`. */
export class Inbox {
  readonly folder: string
  #looks: ReadonlyMap<string, Look> = new Map()

  constructor(folder: string) {
    this.folder = folder
  }

  async participants(): Promise<string[]> {
    const found = await readdir(this.folder, { withFileTypes: true }).catch(() => [])
    return found.filter(one => one.isDirectory() && participantName.test(one.name)).map(({ name }) => name)
  }

  of(participant: string, ...below: readonly string[]): string {
    return join(this.folder, participant, ...below)
  }

  /** Those that have not changed since the last look, and whose checksum is right where there is one. Links are no files. */
  async arrived(): Promise<Arrived[]> {
    const looks = new Map<string, Look>()
    const found: Arrived[] = []
    for (const participant of await this.participants()) {
      const folder = this.of(participant, 'data')
      for (const name of await readdir(folder).catch(() => [])) {
        if (!fileName.test(name) || unfinished.test(name)) continue
        const file = join(folder, name)
        const stat = await lstat(file).catch(() => undefined)
        if (!stat?.isFile()) continue
        const look = { bytes: stat.size, changed: stat.mtimeMs }
        looks.set(file, look)
        const before = this.#looks.get(file)
        const isStill = before?.bytes === look.bytes && before.changed === look.changed
        if (isStill && (await isWhole(file))) found.push({ participant, name })
      }
    }
    this.#looks = looks
    return found
  }

  /** The file is this program's from now on: nobody else finds it under its name. */
  async claim({ participant, name }: Arrived, id: string): Promise<void> {
    await mkdir(this.of(participant, 'processing'), { recursive: true })
    await rename(this.of(participant, 'data', name), this.of(participant, 'processing', `${id}${mark}${name}`))
  }

  /** By id: what was claimed and is not archived yet. */
  async claimed(): Promise<(Arrived & { readonly id: string })[]> {
    const found = []
    for (const participant of await this.participants()) {
      for (const entry of await readdir(this.of(participant, 'processing')).catch(() => [])) {
        const [id = '', ...name] = entry.split(mark)
        if (name.length > 0) found.push({ id, participant, name: name.join(mark) })
      }
    }
    return found
  }

  claimedFile({ participant, id, name }: Arrived & { readonly id: string }): string {
    return this.of(participant, 'processing', `${id}${mark}${name}`)
  }

  /** Moves it between the folders of its participant. */
  async move(file: Arrived & { readonly id: string }, from: string, to: string): Promise<void> {
    const { participant, id, name } = file
    await mkdir(this.of(participant, to), { recursive: true })
    const entry = `${id}${mark}${name}`
    await rename(this.of(participant, from, entry), this.of(participant, to, entry)).catch((thrown: unknown) => {
      if (!isGone(thrown)) throw thrown
    })
  }

  /** What was produced is there under its own name, whole or not at all, and `alias` leads to it. Answers its path below the inbox. */
  async give(participant: string, made: string, { folder, name, alias }: Given): Promise<string> {
    const target = this.of(participant, folder)
    await mkdir(target, { recursive: true })
    const temporary = join(target, `.${name}.tmp`)
    await copyFile(made, temporary)
    const handle = await open(temporary, 'r+')
    await handle.sync().finally(() => handle.close())
    await rename(temporary, join(target, name))
    if (alias !== undefined) {
      const link = join(target, `.${alias}.${name}.tmp`)
      await symlink(name, link).catch((thrown: unknown) => {
        if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
      })
      await rename(link, join(target, alias))
    }
    return join(participant, folder, name)
  }
}

type Given = { readonly folder: string; readonly name: string; readonly alias?: string }

export const isGone = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code === 'ENOENT'

/** Where `<name>.sha256` lies beside it, only once that is its checksum. */
async function isWhole(file: string): Promise<boolean> {
  const text = await readFile(`${file}.sha256`, 'utf8').catch(() => undefined)
  const wanted = text && /[0-9a-f]{64}/i.exec(text)?.[0].toLowerCase()
  return wanted === undefined || wanted === '' || wanted === (await sha256Of(file))
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) hash.update(chunk)
  return hash.digest('hex')
}

/** `output-20241106-080000-1a2b3c4d.csv`: never the same for two files. */
export function datedName(name: string, { at, id }: { readonly at: string; readonly id: string }): string {
  const time = at.replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  const [stem = name, ...end] = basename(name).split('.')
  return [`${stem}-${time}-${id.slice(-8)}`, ...end].join('.')
}
