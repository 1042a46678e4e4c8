import { cronTopic, listOf, scheduleTexts } from '../stack/schedules.ts'
import type { FunctionSpec } from '../stack/stack.ts'

type Options = { readonly namespace: string; readonly isForOperator: boolean }
type Manifest = {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: Readonly<Record<string, unknown>>
}

/** Of the watchdog in the images that `faas-cli build` makes. Source: openfaas/of-watchdog 9bdadb1. */
const port = 8080
const secretFolder = '/var/openfaas/secrets'

export const manifestsOf = (specs: readonly FunctionSpec[], options: Options): Manifest[] =>
  specs.flatMap(spec => [
    ...(options.isForOperator ? [functionOf(spec, options)] : [deploymentOf(spec, options), serviceOf(spec, options)]),
    ...(options.isForOperator ? [] : cronJobsOf(spec, options)),
  ])

/** Source: openfaas/faas-cli 5c6e347e, schema/openfaas/v1/crd.go. */
function functionOf(spec: FunctionSpec, { namespace }: Options): Manifest {
  const { name, environment, labels, annotations, limits, requests, secrets, readonly_root_filesystem } = spec
  return {
    apiVersion: 'openfaas.com/v1',
    kind: 'Function',
    metadata: { name, namespace },
    spec: {
      name,
      image: imageOf(spec),
      environment,
      labels,
      annotations,
      limits: said(limits),
      requests: said(requests),
      secrets,
      readOnlyRootFilesystem: readonly_root_filesystem,
    },
  }
}

function deploymentOf(spec: FunctionSpec, { namespace }: Options): Manifest {
  const { name, labels, annotations, environment, limits, requests, secrets, fprocess } = spec
  const env = { ...environment, ...(fprocess ? { fprocess } : {}) }
  const container = {
    name,
    image: imageOf(spec),
    ports: [{ containerPort: port }],
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    resources: { limits: said(limits), requests: said(requests) },
    readinessProbe: { httpGet: { path: '/_/ready', port } },
    livenessProbe: { httpGet: { path: '/_/health', port } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: spec.readonly_root_filesystem,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      ...(secrets.length > 0 ? [{ name: 'secrets', mountPath: secretFolder, readOnly: true }] : []),
    ],
  }
  const sources = secrets.map(secret => ({ secret: { name: secret } }))
  const volumes = [
    { name: 'tmp', emptyDir: {} },
    ...(sources.length > 0 ? [{ name: 'secrets', projected: { sources } }] : []),
  ]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { ...labels, app: name }, annotations },
        spec: { automountServiceAccountToken: false, containers: [container], volumes },
      },
    },
  }
}

const serviceOf = ({ name }: FunctionSpec, { namespace }: Options): Manifest => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { selector: { app: name }, ports: [{ name: 'http', port, targetPort: port }] },
})

/** One for each schedule: a job that calls the function, as the cron connector would. */
function cronJobsOf({ name, annotations }: FunctionSpec, { namespace }: Options): Manifest[] {
  if (!listOf(annotations.topic).includes(cronTopic)) return []
  const call = [
    '--fail-with-body',
    '--silent',
    '--show-error',
    '--request',
    'POST',
    '--header',
    `X-Topic: ${cronTopic}`,
  ]
  const container = {
    name: 'call',
    image: 'curlimages/curl:8.11.1',
    args: [...call, `http://${name}.${namespace}:${port}/`],
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  }
  const template = { spec: { restartPolicy: 'Never', automountServiceAccountToken: false, containers: [container] } }
  return scheduleTexts(annotations).map(({ cron, time_zone }, index, all) => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: `${name.slice(0, 46)}${all.length > 1 ? `-${index + 1}` : ''}`, namespace },
    spec: {
      schedule: cron,
      timeZone: time_zone,
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: { backoffLimit: 2, template } },
    },
  }))
}

const imageOf = ({ name, image }: FunctionSpec): string => image ?? `${name}:latest`

const said = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
