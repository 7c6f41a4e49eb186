@A4a
# »
Feature: A table that says too little

  | step | rule                         | requirements | scenarios |
  | 4    | A4 Retrieve the spooler's row | A4a          | 2         |

  Rule: A4 Retrieve the spooler's row
    It calls HrQueryAllRows.

    Scenario: The only one
      When it retrieves the rows
      Then the rows hold PR_ENTRYID
