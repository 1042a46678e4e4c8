import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type CommandInput, configOf } from '../../../kit/cli/command.ts'
import { FunctionsConfig } from '../config.ts'

const usualFiles = ['functions/stack.yml', 'functions/stack.yaml', 'stack.yml', 'stack.yaml']

/** Those that are named, else the one of the configuration, else the one that lies where it usually does. */
export function stackFiles(input: CommandInput): readonly string[] {
  if (input.args.length > 0) return input.args.map(file => resolve(file))
  const { functions } = configOf(FunctionsConfig, input)
  const named = functions?.stack
  const wanted = named === undefined ? usualFiles : [named].flat()
  const files = wanted.map(file => resolve(input.base_directory, file))
  return named === undefined ? [files.find(file => existsSync(file)) ?? resolve('stack.yml')] : files
}
