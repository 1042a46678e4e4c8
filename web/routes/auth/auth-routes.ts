import type { ComponentType } from 'react'
import type { PageEntry } from '../../pages.ts'

export type AuthPage = {
  readonly path: string
  readonly name: PageEntry['name']
  readonly load: () => Promise<ComponentType>
}

/** The ways in. The paths of the last two are in the e-mails that `identity` has sent, the token behind a #. */
export const authPages = [
  { path: '/sign-in', name: 'signIn', load: () => import('./sign-in-page.tsx').then(m => m.SignInPage) },
  { path: '/setup', name: 'setUp', load: () => import('./set-up-page.tsx').then(m => m.SetUpPage) },
  { path: '/reset', name: 'reset', load: () => import('./new-password-page.tsx').then(m => m.ResetPage) },
  {
    path: '/invitation',
    name: 'invitation',
    load: () => import('./new-password-page.tsx').then(m => m.InvitationPage),
  },
] as const satisfies readonly AuthPage[]
