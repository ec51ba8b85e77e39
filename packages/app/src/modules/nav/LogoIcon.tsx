/** The mark: an H whose bar is a node. */
export const LogoIcon = () => (
  <svg width={28} height={28} viewBox="0 0 32 32" aria-hidden focusable="false">
    <path
      d="M9 6v20M23 6v20M9 16h14"
      fill="none"
      stroke="#7fe0c3"
      strokeWidth="3.4"
      strokeLinecap="round"
    />
    <circle
      cx="16"
      cy="16"
      r="3.6"
      fill="#12343b"
      stroke="#ffffff"
      strokeWidth="2.4"
    />
  </svg>
);
