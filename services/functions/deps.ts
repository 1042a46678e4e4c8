import { resolve } from 'node:path'
import { processEnvironment } from '../../kit/config/environment.ts'
import type { Context } from '../../kit/service/service.ts'
import { SharedCommit } from '../../kit/store/shared-commit.ts'
import type { FunctionsConfig } from './config.ts'
import { KeyedCalls } from './gateway/keyed-calls.ts'
import { Functions } from './runners/functions.ts'
import { levelHere, programFinder } from './runners/sandbox.ts'
import { RunStore } from './runs/run-store.ts'
import { Runs } from './runs/runs.ts'

/** What the service of functions is made of, made once; each use case names what it takes of it. */
export async function openDeps({ store, clock, config, data_directory, jobs, publish }: Context<FunctionsConfig>) {
  const variables = processEnvironment()
  // The system's own Python first: one of a version manager lies where no function may look.
  const find = programFinder(`/usr/bin:${variables.PATH ?? ''}`)
  const functions = new Functions({
    data_directory,
    clock,
    find,
    variables,
    node: process.execPath,
    level: await levelHere(),
    allow_unsandboxed: config.functions?.allow_unsandboxed ?? false,
  })
  const stored = new RunStore(store)
  const runs = new Runs({ store, stored, jobs, functions, clock })
  return {
    store,
    clock,
    publish,
    functions,
    stored,
    jobs,
    runs,
    keyed: new KeyedCalls(store),
    commits: new SharedCommit(store),
  }
}

export type Made = Awaited<ReturnType<typeof openDeps>>

/** Absolute. */
export const stackFiles = ({ functions }: FunctionsConfig, base_directory: string): string[] =>
  functions ? [functions.stack].flat().map(file => resolve(base_directory, file)) : []
