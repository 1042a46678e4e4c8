import { html } from '../rendering/html.ts'
import type { View } from './view.ts'

export const robotsView: View = {
  name: 'robots',
  pages: () => [
    {
      address: '/robots.txt',
      version: '',
      plain: true,
      render: () => html`${'User-agent: *\nDisallow: /api/\nDisallow: /console\n'}`,
    },
  ],
}
