import type { CommandInput } from '../../../kit/cli/command.ts'
import { processEnvironment } from '../../../kit/config/environment.ts'

export const addressOptions = [
  { flags: '--url <address>', summary: 'of the Vigie that is asked (VIGIE_URL, else --host and --port)' },
  { flags: '--token <key>', summary: 'an API key (VIGIE_TOKEN, else VIGIE_ADMIN_KEY)' },
] as const

type Asked = {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
}

/** A Vigie that runs, here or elsewhere. */
export function callVigie({ options }: CommandInput, path: string, asked: Asked = {}): Promise<Response> {
  const { VIGIE_URL, VIGIE_TOKEN, VIGIE_ADMIN_KEY, VIGIE_HOST, VIGIE_PORT } = processEnvironment()
  const here = `http://${textOf(options.host) ?? VIGIE_HOST ?? '127.0.0.1'}:${textOf(options.port) ?? VIGIE_PORT ?? '3000'}`
  const address = textOf(options.url) ?? (VIGIE_URL || here)
  const token = textOf(options.token) ?? (VIGIE_TOKEN || VIGIE_ADMIN_KEY)
  const authorization = token ? { authorization: `Bearer ${token}` } : {}
  const headers = { ...asked.headers, ...authorization }
  return fetch(`${address.replace(/\/$/, '')}${path}`, { ...asked, headers, redirect: 'error' })
}

const textOf = (option: string | boolean | undefined): string | undefined =>
  typeof option === 'string' && option !== '' ? option : undefined
