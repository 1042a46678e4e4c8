import { html } from '../rendering/html.ts'
import type { View } from './view.ts'

export const robotsView: View = {
  name: 'robots',
  sheets: () => [
    {
      address: '/robots.txt',
      version: '',
      plain: true,
      write: () => html`${'User-agent: *\nDisallow: /api/\nDisallow: /console\n'}`,
    },
  ],
}
