import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { parse, parseAllDocuments } from 'yaml'
import { freePort } from '../../../kit/testing/children.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { runVigie, startCommand } from '../../../kit/testing/run-vigie.ts'
import { until } from '../../../kit/testing/until.ts'
import { functions } from '../service.ts'
import { readStack } from '../stack/read-stack.ts'
import { stackFolder } from '../testing/stack-folder.ts'

const stack = `provider:
  name: openfaas
functions:
  daily-checker:
    lang: node22
    handler: ./checker
    image: registry.test/daily-checker:1
    environment:
      exec_timeout: 5s
      TARGET: \${TARGET}
    secrets: [sftp-password]
    limits: { memory: 128Mi, cpu: 100m }
    annotations:
      topic: cron-function, orders.retry
      schedule: 0 8 * * 1-5
      vigie.time_zone: Europe/Paris
      vigie.publish: orders.import
  file-transformer:
    lang: python3-http
    handler: ./transformer
    annotations:
      topic: orders.import
      vigie.public: "true"
`
const files = {
  'functions/stack.yml': stack,
  'functions/checker/handler.js':
    "module.exports = async event => { console.log('asked'); return 'got ' + event.body }",
  'functions/transformer/handler.py': 'def handle(event, context):\n    return event.body\n',
}

test('functions export openfaas: a stack that faas-cli reads, with what its cron connector looks for', async t => {
  const folder = stackFolder(t, files)
  const { code, output } = await runVigie(folder, ['functions', 'export', 'openfaas'])
  assert.equal(code, 0, output)
  const { provider, functions: exported } = parse(output)
  assert.equal(provider.name, 'openfaas')
  assert.deepEqual(exported['daily-checker'], {
    lang: 'node22',
    handler: './functions/checker',
    image: 'registry.test/daily-checker:1',
    // Whoever deploys it has the value, and nobody else.
    environment: { exec_timeout: '5s', TARGET: `\${TARGET}` },
    secrets: ['sftp-password'],
    limits: { memory: '128Mi', cpu: '100m' },
    annotations: {
      topic: 'cron-function',
      schedule: 'CRON_TZ=Europe/Paris 0 8 * * 1-5',
      'vigie.publish': 'orders.import',
    },
  })
  assert.deepEqual(exported['file-transformer'].annotations, { topic: 'orders.import', 'vigie.public': 'true' })
  assert.match(output, /^# daily-checker: .*orders\.retry is left out$/m)
  // It is itself a stack without anything to mend.
  const again = stackFolder(t, { ...files, 'stack.yml': output })
  assert.deepEqual(readStack([join(again, 'stack.yml')], {}).findings, [])
})

const strict = <Properties extends Record<string, TSchema>>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false })
const text = Type.String({ minLength: 1 })
const texts = Type.Record(text, Type.String())
const label = Type.String({ pattern: '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$' })
const metadata = strict({ name: label, namespace: label })
const amount = Type.Optional(Type.String({ pattern: '^\\d+(?:\\.\\d+)?(?:m|k|Ki|M|Mi|G|Gi)?$' }))
const quantity = strict({ memory: amount, cpu: amount })
const probe = strict({ httpGet: strict({ path: text, port: Type.Integer() }) })
const security = Type.Partial(
  strict({
    allowPrivilegeEscalation: Type.Literal(false),
    readOnlyRootFilesystem: Type.Boolean(),
    capabilities: strict({ drop: Type.Array(text) }),
  }),
)
const container = strict({
  name: label,
  image: text,
  ports: Type.Optional(Type.Array(strict({ containerPort: Type.Integer() }))),
  args: Type.Optional(Type.Array(text)),
  env: Type.Optional(Type.Array(strict({ name: text, value: Type.String() }))),
  resources: Type.Optional(strict({ limits: quantity, requests: quantity })),
  readinessProbe: Type.Optional(probe),
  livenessProbe: Type.Optional(probe),
  securityContext: security,
  volumeMounts: Type.Optional(
    Type.Array(strict({ name: label, mountPath: text, readOnly: Type.Optional(Type.Boolean()) })),
  ),
})
const volume = strict({
  name: label,
  emptyDir: Type.Optional(strict({})),
  projected: Type.Optional(strict({ sources: Type.Array(strict({ secret: strict({ name: text }) })) })),
})
const pod = strict({
  automountServiceAccountToken: Type.Literal(false),
  restartPolicy: Type.Optional(Type.Literal('Never')),
  containers: Type.Array(container, { minItems: 1 }),
  volumes: Type.Optional(Type.Array(volume)),
})
const manifest = (apiVersion: string, kind: string, spec: TSchema) =>
  strict({ apiVersion: Type.Literal(apiVersion), kind: Type.Literal(kind), metadata, spec })

/** What is written of the API of Kubernetes 1.31, and nothing beside it. */
const kinds: Readonly<Record<string, TSchema>> = {
  Deployment: manifest(
    'apps/v1',
    'Deployment',
    strict({
      replicas: Type.Integer(),
      selector: strict({ matchLabels: texts }),
      template: strict({ metadata: strict({ labels: texts, annotations: texts }), spec: pod }),
    }),
  ),
  Service: manifest(
    'v1',
    'Service',
    strict({
      selector: texts,
      ports: Type.Array(strict({ name: label, port: Type.Integer(), targetPort: Type.Integer() })),
    }),
  ),
  CronJob: manifest(
    'batch/v1',
    'CronJob',
    strict({
      schedule: Type.String({ pattern: '^\\S+ \\S+ \\S+ \\S+ \\S+$' }),
      timeZone: text,
      concurrencyPolicy: Type.Literal('Forbid'),
      jobTemplate: strict({ spec: strict({ backoffLimit: Type.Integer(), template: strict({ spec: pod }) }) }),
    }),
  ),
  Function: manifest(
    'openfaas.com/v1',
    'Function',
    strict({
      name: label,
      image: text,
      environment: texts,
      labels: texts,
      annotations: texts,
      limits: quantity,
      requests: quantity,
      secrets: Type.Array(text),
      readOnlyRootFilesystem: Type.Boolean(),
    }),
  ),
}

test('functions export k8s: manifests of the shape that Kubernetes takes, with a job for each schedule', async t => {
  const folder = stackFolder(t, files)
  for (const [flags, expected] of [
    [[], ['Deployment', 'Service', 'CronJob', 'Deployment', 'Service']],
    [['--crd'], ['Function', 'Function']],
  ] as const) {
    const { code, output } = await runVigie(folder, ['functions', 'export', 'k8s', ...flags])
    assert.equal(code, 0, output)
    const all = parseAllDocuments(output).map(document => document.toJS())
    assert.deepEqual(
      all.map(({ kind }) => kind),
      expected,
    )
    for (const one of all) {
      const schema = kinds[one.kind]
      assert.ok(schema)
      assert.deepEqual([...Value.Errors(schema, one)], [], JSON.stringify(one))
    }
    const job = all.find(({ kind }) => kind === 'CronJob')
    if (job) assert.deepEqual([job.spec.schedule, job.spec.timeZone], ['0 8 * * 1-5', 'Europe/Paris'])
  }
})

test('functions invoke and functions logs ask a Vigie that runs', async t => {
  const folder = stackFolder(t, {
    ...files,
    'functions/stack.yml': stack.replace('    secrets: [sftp-password]\n', ''),
  })
  const section = { stack: join(folder, 'functions', 'stack.yml'), allow_unsandboxed: true }
  const host = await testHost(t, {
    services: [functions],
    config: { functions: section },
    listen: { host: '127.0.0.1', port: 0 },
  })
  const asking = async (...args: string[]) => {
    const address = ['--url', host.host.address ?? '', '--token', testKey]
    return runVigie(elsewhere(t), ['functions', ...args, ...address])
  }
  assert.deepEqual(await asking('invoke', 'daily-checker', '--body', 'this'), { code: 0, output: 'got this' })
  const unknown = await asking('invoke', 'none', '--body', '')
  assert.deepEqual([unknown.code, /there is no function/.test(unknown.output)], [1, true])
  const { code, output } = await asking('logs', 'daily-checker')
  assert.equal(code, 0)
  assert.match(output, /^\d{4}-\S+Z asked\n$/)
})

test('functions up starts the functions of a stack and nothing else, without a configuration', async t => {
  const folder = stackFolder(t, files)
  const port = await freePort()
  const child = startCommand(folder, ['functions', 'up', '--allow-unsandboxed', '--port', String(port)])
  t.after(() => child.stop())
  const asked = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined)
  await until('the function answers', async () => (await asked('/function/file-transformer'))?.status === 200)
  assert.equal((await asked('/api/v1/incidents'))?.status, 404)
})

/** Where nothing is configured. */
function elsewhere(t: TestContext): string {
  const folder = join(stackFolder(t, {}), 'elsewhere')
  mkdirSync(folder)
  return folder
}
