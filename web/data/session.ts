import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { ListFlagProjects } from '../../contracts/flags/flag-governance.ts'
import type { Role } from '../../contracts/identity/access.ts'
import { GetMe, type Me } from '../../contracts/identity/identity.ts'
import { onForbidden, renew } from './api-client.ts'
import { apiQueryOptions, invalidate } from './queries.ts'

const rank = { none: 0, viewer: 1, responder: 2, admin: 3 } as const

/** Who is signed in. Pages are only shown to somebody, so that there is always one. */
export function useMe(): Me {
  const { data } = useQuery(meOptions)
  if (!data) throw new Error('a page that needs somebody was shown to nobody')
  return data
}

export const meOptions = { ...apiQueryOptions(GetMe), staleTime: 60_000 }

/** What somebody may not do is not offered. */
export function useMay(): (role: Role) => boolean {
  const { role } = useMe()
  return wanted => rank[role] >= rank[wanted]
}

const fourMinutes = 240_000

/** A token lives five minutes: while the page is looked at it is renewed before it ends. */
export function useSilentRenewal(signedIn: boolean): void {
  const client = useQueryClient()
  useEffect(() => {
    if (!signedIn) return
    const renewVisible = () => {
      if (document.visibilityState !== 'visible') return
      renew().then(
        still => {
          if (!still) void client.invalidateQueries({ queryKey: meOptions.queryKey })
        },
        () => undefined,
      )
    }
    const timer = setInterval(renewVisible, fourMinutes)
    return () => clearInterval(timer)
  }, [client, signedIn])
}

/** Asks anew who this is and what they may do, whenever something turns out to be more than their role allows. */
export function useRoleRefresh(): void {
  const client = useQueryClient()
  useEffect(() => onForbidden(() => invalidate(client, GetMe, ListFlagProjects)), [client])
}
