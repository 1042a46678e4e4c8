import { Type } from 'typebox'
import { healthOperations } from '../health/health-operations.ts'
import { deleteJob, getJobs, retryJob } from '../jobs/job-operations.ts'
import { deliverEvents, parkEvent } from '../messaging/event-operations.ts'
import { listParkedEvents, retryParkedEvent } from '../messaging/parked-event-operations.ts'
import { getSchedules } from '../schedule/schedule-operations.ts'
import { defineOperation, type Operation } from './operation.ts'

const op = { service: 'host', method: 'GET' } as const
const metrics = { access: 'admin', scope: 'metrics', loopback: true } as const
const words = Type.String()

/** What every process answers, whatever runs in it, as it stands in the API document; `host-routes` answers it. */
export const hostOperations: readonly Operation[] = [
  ...Object.values(healthOperations),
  defineOperation({
    ...op,
    ...metrics,
    name: 'GetMetrics',
    path: '/metrics',
    summary: 'Figures for Prometheus. For keys with the scope metrics, and for this machine itself where no proxy is',
    content: 'text/plain; version=0.0.4; charset=utf-8',
    output: words,
  }),
  defineOperation({
    ...op,
    name: 'GetApiDocument',
    path: '/api/openapi.json',
    access: 'public',
    summary: 'This document',
    output: Type.Record(words, Type.Unknown()),
  }),
  defineOperation({
    ...op,
    name: 'ShowApiDocument',
    path: '/api/docs',
    access: 'public',
    summary: 'This document as pages',
    content: 'text/html; charset=utf-8',
    output: words,
  }),
  getSchedules,
  getJobs,
  retryJob,
  deleteJob,
  deliverEvents,
  parkEvent,
  listParkedEvents,
  retryParkedEvent,
]
