import type { TObject } from 'typebox'
import type { Operation } from './operation.ts'

/** What a sentence beside it says, to be worded in another language. */
const message = { type: 'object', properties: { code: { type: 'string' }, params: { type: 'object' } } }

const problem = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', description: 'Stable; all codes are in docs/reference/errors.md.' },
    detail: { type: 'string', description: 'In English.' },
    detail_i18n: message,
    present: { description: 'What is there now, where somebody else changed it meanwhile.' },
    fields: {
      type: 'array',
      items: {
        type: 'object',
        properties: { field: { type: 'string' }, message: { type: 'string' }, message_i18n: message },
      },
    },
  },
}

/** The OpenAPI 3.1 document of the operations that this process serves. */
export function openApi(
  operations: readonly Operation[],
  { version, base }: { readonly version: string; readonly base: string },
): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const operation of operations) {
    if (operation.path.includes('*')) continue
    const path = operation.path.replace(/:([a-z_]+)/g, '{$1}')
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describe(operation) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Vigie', version, license: { name: 'MIT', identifier: 'MIT' } },
    ...(base === '' ? {} : { servers: [{ url: base }] }),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problem },
    },
  }
}

function describe(operation: Operation): Record<string, unknown> {
  const status = operation.status ?? 200
  const content = { [operation.content ?? 'application/json']: { schema: operation.output } }
  return {
    operationId: operation.name,
    tags: [operation.service],
    summary: operation.summary,
    'x-access': operation.access,
    ...(operation.scope ? { 'x-scope': operation.scope } : {}),
    ...(operation.audience ? { 'x-only': operation.audience } : {}),
    ...(operation.project_role ? { 'x-project-role': operation.project_role } : {}),
    security: operation.access === 'public' ? [] : [{ bearer: [] }],
    parameters: [...parameters(operation.params, 'path'), ...parameters(operation.query, 'query')],
    ...(operation.body ? { requestBody: { required: true, content: bodyContent(operation) } } : {}),
    responses: {
      [status]: { description: operation.summary, ...(status === 204 ? {} : { content }) },
      default: {
        description: 'A refusal',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

function bodyContent({ body, form, media }: Operation): Record<string, unknown> {
  if (media) return Object.fromEntries(media.map(type => [type, { schema: { type: 'string', format: 'binary' } }]))
  const json = { 'application/json': { schema: body } }
  return form ? { ...json, 'application/x-www-form-urlencoded': { schema: body } } : json
}

function parameters(schema: TObject | undefined, where: 'path' | 'query'): Record<string, unknown>[] {
  if (!schema) return []
  const required = new Set((schema as { required?: readonly string[] }).required ?? [])
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    schema: property,
  }))
}
