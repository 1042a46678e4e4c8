import type { Path } from '../problem.ts'

/** A line of the file, or the name of the variable which said it. */
export type Place = number | string

/** Where a value was written, and where its parts were. */
export type Written = { readonly at: Place; readonly parts?: ReadonlyMap<string | number, Written> | undefined }

type Branch = { at: Place; parts?: Map<string | number, Branch> | undefined }

/** Where everything was written. `file` is the name to print; null when there is no file. */
export class Places {
  readonly #file: string | null
  readonly #root: Branch

  constructor(file: string | null, root: Written) {
    this.#file = file
    this.#root = root as Branch
  }

  /** Of the value at the path, or else of the nearest thing around it that was written. */
  readonly placeOf = (path: Path): string => {
    const at = this.at(path)
    if (typeof at === 'string') return at
    return this.#file === null ? 'configuration' : `${this.#file}:${at}`
  }

  at(path: Path): Place {
    let branch = this.#root
    for (const part of path) {
      const next = branch.parts?.get(part)
      if (!next) break
      branch = next
    }
    return branch.at
  }

  /** A value that came from elsewhere, or from another key. */
  put(path: Path, at: Place): void {
    let branch = this.#root
    for (const part of path) {
      branch.parts ??= new Map()
      const next = branch.parts.get(part) ?? { at: branch.at }
      branch.parts.set(part, next)
      branch = next
    }
    branch.at = at
  }
}
