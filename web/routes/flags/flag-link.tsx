import { Link } from '@tanstack/react-router'
import { usePlace } from './environment.ts'

/** The one way to a flag of this place. */
export function FlagLink({ flagKey }: { flagKey: string }) {
  const { search } = usePlace()
  return (
    <Link
      to="/flags/$key"
      params={{ key: flagKey } as never}
      search={search as never}
      className="link font-medium wrap-anywhere"
    >
      {flagKey}
    </Link>
  )
}
