/** A shield with an arrow through its gate; readable at 16 px, on light and dark. */
export const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<path d="M12 1.5 21 5v6.5c0 5.2-3.6 9.2-9 11-5.4-1.8-9-5.8-9-11V5z" fill="#1f5fbf"/>
<path d="M7 12h9M12.5 8l4 4-4 4" fill="none" stroke="#fff" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;
