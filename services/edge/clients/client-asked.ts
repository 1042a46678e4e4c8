import type { Caller } from '../../../kit/auth/caller.ts'

/** Of a key that is of one client alone: its name. Everybody else sees all clients. */
export const clientOf = ({ role, scopes, name }: Caller): string | undefined =>
  role === 'none' && scopes.includes('edge') ? name : undefined

/** Whose things are shown: the key says it, and a query never overrides that. */
export const clientAsked = (caller: Caller, named: string | undefined): string | undefined => clientOf(caller) ?? named
