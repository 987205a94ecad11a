import { ListBox, ListBoxItem, ListLayout, Text, Virtualizer } from 'react-aria-components';
import './options.css';

/** One thing to choose. */
export interface Option {
  id: string;
  name: string;
  /** A line below the name. */
  about?: string | undefined;
  isDisabled?: boolean;
}

const layout = { estimatedRowSize: 40 };

/** One of them in a list. React Aria tells items apart by their ids: a function that draws one, no component around it. */
export const optionItem = (option: Option) => (
  <ListBoxItem
    id={option.id}
    className="option"
    textValue={option.name}
    isDisabled={option.isDisabled ?? false}
  >
    <Text slot="label" className="foreign">
      {option.name}
    </Text>
    {option.about && (
      <Text slot="description" className="option-about foreign">
        {option.about}
      </Text>
    )}
  </ListBoxItem>
);

/** The list that a select or a combo box opens; only what is in view is drawn. */
export function OptionList({ empty = 'Nothing found' }: { empty?: string }) {
  return (
    <Virtualizer layout={ListLayout} layoutOptions={layout}>
      <ListBox<Option> className="options" renderEmptyState={() => <p className="options-empty">{empty}</p>}>
        {optionItem}
      </ListBox>
    </Virtualizer>
  );
}
