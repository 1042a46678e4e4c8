import { word } from '../../../contracts/messages/words.ts'
import type { Command, CommandInput } from '../../../kit/cli/command.ts'
import { processEnvironment } from '../../../kit/config/environment.ts'
import { readStack } from '../stack/read-stack.ts'
import type { Stack } from '../stack/stack.ts'
import { stackFiles } from './stack-files.ts'

/** What the environment holds may be secret, and `faas-cli` puts it in itself. */
const unresolved: Readonly<Record<string, string>> = new Proxy({}, { get: (_all, name) => `\${${String(name)}}` })

export const exportOpenfaasCommand: Command = {
  name: 'functions export openfaas',
  arguments: '[file...]',
  summary: 'a stack file that faas-cli takes as it is, with schedules as the cron connector reads them',
  run: async input => {
    const stack = readStack(stackFiles(input), unresolved)
    if (!isSound(input, stack)) return 1
    const { openfaasStack } = await import('./openfaas-stack.ts')
    await input.write(openfaasStack(stack.functions, process.cwd()))
    return 0
  },
}

export const exportKubernetesCommand: Command = {
  name: 'functions export k8s',
  arguments: '[file...]',
  summary: 'a Deployment, a Service and CronJobs for each function, from the images that faas-cli builds',
  options: [
    { flags: '--namespace <name>', summary: 'where they are applied', default: 'openfaas-fn' },
    { flags: '--crd', summary: 'a Function for the operator of OpenFaaS instead' },
  ],
  run: async input => {
    const stack = readStack(stackFiles(input), processEnvironment())
    if (!isSound(input, stack)) return 1
    const [{ manifestsOf }, { asYaml }] = await Promise.all([
      import('./kubernetes-manifests.ts'),
      import('./openfaas-stack.ts'),
    ])
    const { namespace, crd } = input.options
    const manifests = manifestsOf(stack.functions, { namespace: String(namespace), isForOperator: crd === true })
    await input.write(manifests.map(asYaml).join('---\n'))
    return 0
  },
}

/** Half a stack would be deployed without a word. */
function isSound(input: CommandInput, { findings }: Stack): boolean {
  const errors = findings.filter(({ severity }) => severity === 'error')
  for (const { file, line, message } of errors)
    input.print(`# ${file}:${line}: ${word(message, input.settings.language)}`)
  return errors.length === 0
}
