import { html } from '../rendering/html.ts'
import type { View } from './view.ts'

export const robotsView: View = {
  name: 'robots',
  pages: () => [
    {
      address: '/robots.txt',
      version: '',
      plain: true,
      render: ({ site: { base } }) => html`${`User-agent: *\nDisallow: ${base}/api/\nDisallow: ${base}/console\n`}`,
    },
  ],
}
