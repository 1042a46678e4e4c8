import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { SignInOptions } from '../../contracts/sign-in.ts'
import { ask } from '../data/api-client.ts'
import type { Problem } from '../data/problem.ts'
import { meOptions, useMay } from '../data/session.ts'
import { Toasts } from '../design/toast.tsx'
import { navigationWords } from '../messages/navigation.ts'
import { type PageEntry, pages } from '../pages.ts'
import { entrance } from '../routes/auth/auth-routes.ts'
import { LocaleProvider, useWords } from '../words/language.tsx'
import { Broken, NotForYou, NotFound } from './error-pages.tsx'
import { Shell } from './shell.tsx'

type RouterContext = { readonly client: QueryClient }

const root = createRootRouteWithContext<RouterContext>()({
  component: () => (
    <LocaleProvider>
      <Outlet />
      <Toasts />
    </LocaleProvider>
  ),
  notFoundComponent: NotFound,
  errorComponent: Broken,
})

/** Everything but the ways in is for somebody who is signed in; whoever is not comes back here afterwards. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.ensureQueryData(meOptions)
    } catch (thrown) {
      if ((thrown as Problem).status !== 401) throw thrown
      const { setup } = await ask(SignInOptions)
      if (setup) throw redirect({ to: '/setup' as string })
      throw redirect({ to: '/sign-in' as string, search: location.href === '/' ? {} : { to: location.href } })
    }
  },
})

/** Looked at whenever it is drawn: roles change while pages are open. */
function forItsRole(entry: PageEntry, Page: ComponentType): ComponentType {
  return () => {
    const { pages: names } = useWords(navigationWords)
    return useMay()(entry.role) ? <Page /> : <NotForYou title={names[entry.name]} role={entry.role} />
  }
}

const pageRoute = (entry: PageEntry) =>
  createRoute({
    getParentRoute: () => inside,
    path: entry.path,
    staticData: { page: entry },
    component: lazyRouteComponent(() => entry.load().then(Page => ({ Page: forItsRole(entry, Page) })), 'Page'),
    errorComponent: Broken,
  })

export function makeRouter(client: QueryClient) {
  const doors = entrance.map(({ path, name, load }) =>
    createRoute({
      getParentRoute: () => root,
      path,
      staticData: { name },
      component: lazyRouteComponent(() => load().then(Page => ({ Page })), 'Page'),
      errorComponent: Broken,
    }),
  )
  const lost = createRoute({ getParentRoute: () => inside, path: '$', component: NotFound })
  return createRouter({
    routeTree: root.addChildren([inside.addChildren([...pages.map(pageRoute), lost]), ...doors]),
    basepath: '/console',
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
  })
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    readonly page?: PageEntry
    readonly name?: PageEntry['name']
  }
}
