import { Reply } from '../../../kit/service/service.ts'
import type { PromqlError } from '../promql/errors.ts'
import type { Point, PromqlResult } from '../promql/evaluate-query.ts'
import { apiNumber } from '../promql/functions/go-number.ts'

const json = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }

export const success = (data: unknown): Reply => new Reply(JSON.stringify({ status: 'success', data }), json)

/** By Prometheus's statuses. */
const statuses: Readonly<Record<PromqlError['type'], number>> = { bad_data: 400, execution: 422, timeout: 503 }

export const failure = ({ type, message }: PromqlError): Reply =>
  new Reply(JSON.stringify({ status: 'error', errorType: type, error: message }), json, statuses[type])

export const presentResult = ({ type, result }: PromqlResult): unknown => ({
  resultType: type,
  result:
    type === 'matrix'
      ? result.map(({ metric, values }) => ({ metric, values: values.map(presentPoint) }))
      : type === 'vector'
        ? result.map(({ metric, value }) => ({ metric, value: presentPoint(value) }))
        : type === 'scalar'
          ? presentPoint(result)
          : [result[0] / 1000, result[1]],
})

const presentPoint = ([time, value]: Point): readonly [number, string] => [time / 1000, apiNumber(value)]
