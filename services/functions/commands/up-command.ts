import { type Command, configOf } from '../../../kit/cli/command.ts'
import { FunctionsConfig } from '../config.ts'
import { stackFiles } from './stack-files.ts'

/** Where clients of OpenFaaS look for it. */
const usualGateway = { host: '127.0.0.1', port: 8080, metrics_port: 8082 }

export const upCommand: Command = {
  name: 'functions up',
  arguments: '[file...]',
  summary: 'start the functions of a stack and nothing else, with the ports of OpenFaaS (8080, metrics 8082)',
  options: [
    {
      flags: '--allow-unsandboxed',
      summary: 'also where nothing keeps a function from the network and from other processes',
    },
  ],
  run: input => {
    const { functions } = configOf(FunctionsConfig, input)
    const allow_unsandboxed = input.options.allowUnsandboxed === true || (functions?.allow_unsandboxed ?? false)
    const gateway = functions?.gateway ?? usualGateway
    const section = { ...functions, stack: [...stackFiles(input)], allow_unsandboxed, gateway }
    return input.up(['functions'], new Map([['functions', { functions: section } satisfies FunctionsConfig]]))
  },
}
