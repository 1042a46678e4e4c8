import { existsSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { say, word } from '../../../contracts/messages/words.ts'
import { type Command, type CommandInput, configOf } from '../../../kit/cli/command.ts'
import { processEnvironment } from '../../../kit/config/environment.ts'
import { FunctionsConfig } from '../config.ts'
import { lintStack } from './lint-stack.ts'
import { readStack } from './read-stack.ts'
import type { Finding } from './stack.ts'

const usualFiles = ['functions/stack.yml', 'functions/stack.yaml', 'stack.yml', 'stack.yaml']

const sayers = {
  error: say('functions.severity.error'),
  warning: say('functions.severity.warning'),
  note: say('functions.severity.note'),
}

export const lintCommand: Command = {
  name: 'functions lint',
  arguments: '[file...]',
  summary:
    'what OpenFaaS would do with a stack, line by line, and how to mend it; exit code 1 if something does not work',
  run: async input => {
    const { language } = input.settings
    const stack = readStack(stackFiles(input), processEnvironment())
    const findings = lintStack(stack, input.clock.now())
    for (const finding of findings) {
      input.print(`${place(finding)}: ${word(sayers[finding.severity], language)}: ${word(finding.message, language)}`)
      input.print(`    → ${word(finding.mend, language)}`)
    }
    const counted = { count: findings.length, functions: stack.functions.length }
    input.print(word(say('functions.found', counted), language))
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0
  },
}

/** Those that are named, else the one of the configuration, else the one that lies where it usually does. */
function stackFiles(input: CommandInput): readonly string[] {
  if (input.args.length > 0) return input.args.map(file => resolve(file))
  const { functions } = configOf(FunctionsConfig, input)
  const named = functions?.stack
  const wanted = named === undefined ? usualFiles : [named].flat()
  const files = wanted.map(file => resolve(input.base_directory, file))
  return named === undefined ? [files.find(file => existsSync(file)) ?? resolve('stack.yml')] : files
}

const place = ({ file, line }: Finding): string => `${relative(process.cwd(), file)}:${line}`
