import { relative } from 'node:path'
import { say, word } from '../../../contracts/messages/words.ts'
import type { Command } from '../../../kit/cli/command.ts'
import { processEnvironment } from '../../../kit/config/environment.ts'
import { lintStack } from '../stack/lint-stack.ts'
import { readStack } from '../stack/read-stack.ts'
import type { Finding } from '../stack/stack.ts'
import { stackFiles } from './stack-files.ts'

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

const place = ({ file, line }: Finding): string => `${relative(process.cwd(), file)}:${line}`
