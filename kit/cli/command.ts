import type { Static, TObject } from 'typebox'
import type { Settings } from '../config/settings.ts'
import type { OutgoingPolicy } from '../http-client/network.ts'
import type { Redactor } from '../http-client/redact.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { Store } from '../store/store.ts'

/** `vigie <name> …`. A service brings its own; the kit brings `up` and `validate`. */
export type Command = {
  /** `check`, or `incidents list`. */
  readonly name: string
  /** As in `[name...]` or `<file>`. */
  readonly arguments?: string
  readonly summary: string
  /** As in `--days <number>`. */
  readonly options?: readonly { readonly flags: string; readonly summary: string; readonly default?: string }[]
  /** Answers the exit code. Refusals that it throws are printed and end with 1. */
  run(input: CommandInput): Promise<number>
}

export type CommandInput = {
  readonly args: readonly string[]
  /** Keys in camelCase, as `--dry-run` → `dryRun`. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  /** The sections that the command's own service reads, checked. */
  readonly config: unknown
  readonly settings: Settings
  readonly base_directory: string
  readonly data: string
  /** `VIGIE_KEY_FILE`; left out: in the data folder. */
  readonly key_file?: string | undefined
  readonly clock: Clock
  readonly log: Log
  readonly network: OutgoingPolicy
  readonly redactor: Redactor
  /** Opens a service's data beside a running program, for reading. */
  store(service: string): Promise<Store>
  /** Starts these services, with these configurations of theirs instead of those of the file; answers when they have stopped. */
  up(services: readonly string[], values: ReadonlyMap<string, unknown>): Promise<number>
  print(line: string): void
  /** A part of something long, once whoever reads it has taken the part before. False: nobody reads any more. */
  write(part: string): Promise<boolean>
  /** On a terminal a bar that moves, in a pipe a plain line from time to time. */
  progress(done: number, total: number, what: string): void
}

/** `input.config` as the service's schema types it. */
export function configOf<Config extends TObject>(_schema: Config, input: CommandInput): Static<Config> {
  return input.config as Static<Config>
}
