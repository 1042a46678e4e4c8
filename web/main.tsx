import './design/styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { pathOf } from './data/path-of.ts'
import { applyTheme } from './data/preferences.ts'
import { createQueryClient } from './data/query-client.ts'
import { createConsoleRouter } from './shell/router.tsx'

applyTheme()
// Opened at the port of Vigie itself, past the proxy: pages and cookies lie below the base path there too.
const home = pathOf('/console')
if (!location.pathname.startsWith(home)) {
  const { pathname, search, hash } = location
  history.replaceState(null, '', home + pathname.slice('/console'.length) + search + hash)
}
const client = createQueryClient()
const router = createConsoleRouter(client)
const place = document.getElementById('console')
if (!place) throw new Error('index.html has no element with the id "console"')
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
