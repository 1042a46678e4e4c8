import type { ComponentStatus } from '../common-schemas.ts'

/** How a component is while nobody can store what is seen of it: what was last stored may no longer be so; what is planned is. */
export function unknownSince<Shown extends { readonly status: ComponentStatus; readonly since: string }>(
  component: Shown,
  since: string,
): Shown {
  const { status } = component
  return status === 'unknown' || status === 'under_maintenance' ? component : { ...component, status: 'unknown', since }
}
