export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="var(--accent-solid)" />
      <circle cx="16" cy="16" r="4" fill="var(--on-accent)" />
      <path
        d="M8.5 9a10 10 0 0 0 0 14M23.5 9a10 10 0 0 1 0 14"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  );
}
