import type { Metrics } from '../../../kit/metrics/metrics.ts'
import { gauge } from '../../../kit/metrics/metrics.ts'
import type { Functions } from '../runners/functions.ts'
import type { RunResult } from '../runs/run-result.ts'
import { theNamespace } from './namespace.ts'

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const labelOf = (name: string) => `${name}.${theNamespace}`

/** What a call has come to, as the gateway of OpenFaaS counts it. Source: openfaas/faas 0a46e069, gateway/metrics/metrics.go. */
export class GatewayMetrics {
  readonly #took
  readonly #started
  readonly #answered
  readonly #requests
  readonly #requestTook

  constructor(metrics: Metrics) {
    const labels = ['function_name', 'code'] as const
    const ofRequests = ['method', 'path', 'status', 'code'] as const
    this.#took = metrics.histogram(
      { name: 'gateway_functions_seconds', help: 'Time that calls of functions took', labels },
      seconds,
    )
    this.#answered = metrics.counter({ name: 'gateway_function_invocation_total', help: 'Calls of functions', labels })
    this.#started = metrics.counter({
      name: 'gateway_function_invocation_started',
      help: 'Calls of functions that were begun',
      labels: ['function_name'],
    })
    this.#requests = metrics.counter({
      name: 'http_requests_total',
      help: 'Requests for functions',
      labels: ofRequests,
    })
    this.#requestTook = metrics.histogram(
      { name: 'http_request_duration_seconds', help: 'Time that requests for functions took', labels: ofRequests },
      seconds,
    )
  }

  begun(name: string): void {
    this.#started.inc({ function_name: labelOf(name) })
  }

  ended(name: string, method: string, { http_status, duration_ms, failure }: RunResult): void {
    const code = String(http_status ?? (failure?.fault === 'timeout' ? 504 : 502))
    const labels = { function_name: labelOf(name), code }
    this.#answered.inc(labels)
    this.#took.observe(labels, duration_ms / 1_000)
    const ofRequest = { method, path: `/function/${name}`, status: code, code }
    this.#requests.inc(ofRequest)
    this.#requestTook.observe(ofRequest, duration_ms / 1_000)
  }
}

/** Read when somebody asks. */
export function tellReplicas(metrics: Metrics, functions: Pick<Functions, 'all'>): void {
  metrics.read(
    {
      gateway_service_count: gauge('Processes that a function should have'),
      gateway_service_ready_count: gauge('Functions that can be called'),
    },
    () => {
      const each = functions.all().map(one => ({ ...one, labels: { function_name: labelOf(one.spec.name) } }))
      return {
        gateway_service_count: each.map(({ labels, replicas }) => ({ labels, value: replicas })),
        gateway_service_ready_count: each.map(({ labels, runner }) => ({ labels, value: runner ? 1 : 0 })),
      }
    },
  )
}
