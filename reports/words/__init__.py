"""What several outputs share: words, groups, and the text of a finding."""
