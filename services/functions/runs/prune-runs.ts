/** The smallest id (UUID version 7) of what began at that time. Source: RFC 9562, 5.7. */
export function firstIdOf(time: string): string {
  const hex = Date.parse(time).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
