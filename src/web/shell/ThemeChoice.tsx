import { Icon } from '../components/Icon.tsx';
import { type Theme, themes, useTheme } from './theme.ts';

const words = {
  system: { text: 'System', icon: 'system' },
  light: { text: 'Light', icon: 'sun' },
  dark: { text: 'Dark', icon: 'moon' },
} as const satisfies Record<Theme, object>;

export function ThemeChoice() {
  const [chosen, choose] = useTheme();
  return (
    <fieldset className="theme-choice">
      <legend>Appearance</legend>
      <div className="theme-choice-options">
        {themes.map((theme) => (
          <label key={theme}>
            <input
              className="for-screen-readers"
              type="radio"
              name="theme"
              checked={theme === chosen}
              onChange={() => choose(theme)}
            />
            <Icon name={words[theme].icon} />
            {words[theme].text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
