export function hostPort(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`
}

export const dateOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10)

export const thousandths = (ms: number): number => Math.round(ms * 1000) / 1000
