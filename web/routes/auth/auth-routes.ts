import type { ComponentType } from 'react'
import type { PageEntry } from '../../pages.ts'

type Door = { readonly path: string; readonly name: PageEntry['name']; readonly load: () => Promise<ComponentType> }

/** The ways in. The paths of the last two are in the letters that `identity` has written, the token behind a #. */
export const entrance: readonly Door[] = [
  { path: '/sign-in', name: 'signIn', load: () => import('./sign-in-page.tsx').then(m => m.SignInPage) },
  { path: '/setup', name: 'setUp', load: () => import('./set-up-page.tsx').then(m => m.SetUpPage) },
  { path: '/reset', name: 'reset', load: () => import('./new-password-page.tsx').then(m => m.ResetPage) },
  { path: '/invitation', name: 'invitation', load: () => import('./invitation-page.tsx').then(m => m.InvitationPage) },
]
