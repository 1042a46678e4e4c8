import type { QueryClient } from '@tanstack/react-query'
import {
  type AnyRoute,
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { SignInOptions } from '../../contracts/identity/sign-in.ts'
import { callApi } from '../data/api-client.ts'
import { pathOf } from '../data/path-of.ts'
import type { Problem } from '../data/problem.ts'
import { meOptions, useMay } from '../data/session.ts'
import { Toasts } from '../design/toast.tsx'
import { navigationWords } from '../messages/navigation.ts'
import { type PageEntry, pages } from '../pages.ts'
import { type AuthPage, authPages } from '../routes/auth/auth-routes.ts'
import { LocaleProvider, useWords } from '../words/language.tsx'
import { ErrorPage, ForbiddenPage, NotFoundPage } from './error-pages.tsx'
import { Shell } from './shell.tsx'

type RouterContext = { readonly client: QueryClient }

const root = createRootRouteWithContext<RouterContext>()({
  // Each page reads of its address what it knows (`useFilters`).
  validateSearch: (search: Readonly<Record<string, unknown>>) => search,
  component: () => (
    <LocaleProvider>
      <Outlet />
      <Toasts />
    </LocaleProvider>
  ),
  notFoundComponent: NotFoundPage,
  errorComponent: ErrorPage,
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
      const { setup } = await callApi(SignInOptions)
      if (setup) throw redirect({ to: '/setup' })
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } })
    }
  },
})

/** Looked at whenever it is drawn: roles change while pages are open. */
function forItsRole(entry: PageEntry, Page: ComponentType): ComponentType {
  return () => {
    const { pages: names } = useWords(navigationWords)
    return useMay()(entry.role) ? <Page /> : <ForbiddenPage title={names[entry.name]} role={entry.role} />
  }
}

const pageRoute = <Path extends string>(entry: PageEntry & { readonly path: Path }) =>
  createRoute({
    getParentRoute: () => inside,
    path: entry.path,
    staticData: { page: entry },
    component: lazyRouteComponent(() => entry.load().then(Page => ({ Page: forItsRole(entry, Page) })), 'Page'),
    errorComponent: ErrorPage,
  })

const authRoute = <Path extends string>({ path, name, load }: AuthPage & { readonly path: Path }) =>
  createRoute({
    getParentRoute: () => root,
    path,
    staticData: { name },
    component: lazyRouteComponent(() => load().then(Page => ({ Page })), 'Page'),
    errorComponent: ErrorPage,
  })

/** `map` gives one type to all of them; links are checked against the path and the parameters of each. */
type RouteOf<Path> = Path extends string ? ReturnType<typeof pageRoute<Path>> : never
const pageRoutes = pages.map((page): AnyRoute => pageRoute(page)) as RouteOf<(typeof pages)[number]['path']>[]

export function createConsoleRouter(client: QueryClient) {
  const lost = createRoute({ getParentRoute: () => inside, path: '$', component: NotFoundPage })
  return createRouter({
    routeTree: root.addChildren([inside.addChildren([...pageRoutes, lost]), ...authPages.map(page => authRoute(page))]),
    basepath: pathOf('/console'),
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultNotFoundComponent: NotFoundPage,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: ReturnType<typeof createConsoleRouter>
  }
  interface StaticDataRouteOption {
    readonly page?: PageEntry
    readonly name?: PageEntry['name']
  }
}
