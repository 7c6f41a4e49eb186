Feature: Entry identifiers and status objects, as the reference pages describe them
  Steps A5, B5.1 and B5.2 rest on what the pages on OpenEntry, CompareEntryIDs and GetProps promise.
  In each flush, *outgoing* means FLUSH_UPLOAD and *incoming* FLUSH_DOWNLOAD (ruling D-01). FLUSH_NO_UI is passed, except in a
  line that says *without FLUSH_NO_UI*. *Through the spooler* means FlushQueues of the spooler's status object: without target,
  or with *for Branch* as target PR_ENTRYID of that transport's row. *Through the object of Office* means FlushQueues of the
  status object of this transport, without target.

  Rule: OpenEntry
    Only the provider knows what an entry identifier holds. A client passes it on as it is, and nothing else opens.

    @OE1
    Scenario: An entry identifier that has been cut short is refused
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it calls OpenEntry with the spooler's entry identifier cut short
      Then the call is refused

    @OE1
    Scenario: A transport's entry identifier that has been cut short is refused
      Given a client that has logged on
      And procedure B has been carried out up to step 4
      When it calls OpenEntry with each transport's entry identifier cut short
      Then each of them is refused

    @OE2
    Scenario: A made-up entry identifier is refused
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it calls OpenEntry with a made-up entry identifier
      Then the call is refused

    @OE3
    Scenario: MAPI_BEST_ACCESS is accepted for every row
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been read to the end
      When it calls OpenEntry with the entry identifier of each row that opens and MAPI_BEST_ACCESS
      Then each of them opens

    @OE4
    Scenario: MAPI_MODIFY gives less access rather than no object
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it calls OpenEntry with the spooler's entry identifier and MAPI_MODIFY
      Then the call succeeds

    @OE5
    Scenario: IID_IMAPIStatus is accepted as the interface for every row
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been read to the end
      When it calls OpenEntry with the entry identifier of each row that opens and IID_IMAPIStatus
      Then each of them opens

    @OE8
    Scenario: MAPI_DEFERRED_ERRORS is accepted for every row
      Given a client that has logged on
      And procedure A has been carried out up to step 2
      And the table has been read to the end
      When it calls OpenEntry with the entry identifier of each row that opens and MAPI_DEFERRED_ERRORS
      Then each of them opens

    @OE9
    Scenario: An interface that no status object has is refused
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it calls OpenEntry with the spooler's entry identifier and IID_IMAPITable
      Then the call is refused, as a rule with MAPI_E_INTERFACE_NOT_SUPPORTED

    @OE13
    Scenario Outline: OpenEntry leaves nothing alive when it refuses <what>
      Given a client that has logged on
      And the objects that are alive have been counted
      And procedure <procedure> has been carried out up to step 4
      When it calls OpenEntry, which refuses <what>
      And it releases the status table, the row set
      Then no more objects are alive than before

      Examples: two wrong identifiers, and a wrong interface of each sort of object
        | what                                                       | procedure |
        | an entry identifier that has been cut short                | A         |
        | a made-up entry identifier                                 | A         |
        | IID_IMAPITable as the interface of the spooler's object    | A         |
        | IID_IMAPITable as the interface of each transport's object | B         |
        | IID_IMAPITable as the interface of each of MAPI's own objects | A         |

    @A7a
    Scenario: Nothing stays alive of a status object that was opened with MAPI_MODIFY
      Given a client that has logged on
      And the objects that are alive have been counted
      And procedure A has been carried out up to step 5
      When it calls OpenEntry with the spooler's entry identifier and MAPI_MODIFY once more, and releases that object
      And it releases the status object, the status table, the row set
      Then no more objects are alive than before

    @OE14
    Scenario: Each transport's status object has the PR_DISPLAY_NAME of its row
      Given a client that has logged on
      And procedure B has been carried out up to step 5.1
      When it gets PR_DISPLAY_NAME_A of each transport's status object
      Then each of them says the same as its row

    @OE15
    Scenario: The spooler's status object is read-only without MAPI_MODIFY
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it gets PR_ACCESS_LEVEL of the spooler's status object
      Then the call does not give more than read-only access

    @OE15
    Scenario: Each transport's status object is read-only without MAPI_MODIFY
      Given a client that has logged on
      And procedure B has been carried out up to step 5.1
      When it gets PR_ACCESS_LEVEL of each transport's status object
      Then each of them does not give more than read-only access

    @OE10
    Scenario Outline: The row of <transport> opens its own status object and not that of another
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | <first>   | LAN  | supported   |
        | <second>  | LAN  | supported   |
      And messages that wait
        | transport | outgoing | incoming |
        | <first>   | 2        | 1        |
        | <second>  | 1        | 2        |
      And a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it flushes the outgoing and incoming queues through the object of <transport>
      Then in the end every message of <transport> is transferred

      Examples: both of them, although one name begins like the other; and names that end differently after many letters
        | first                                 | second                              | transport                           |
        | Travel2                               | Travel                              | Travel2                             |
        | Travel2                               | Travel                              | Travel                              |
        | TheConnectorToTheBranchOfficeInBerlin | TheConnectorToTheBranchOfficeInBonn | TheConnectorToTheBranchOfficeInBonn |

    @OE6
    Scenario: The entry identifier opens again while an object is open
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it opens the status object of the spooler's row
      Then the call succeeds

    @OE6
    Scenario: Releasing one of two objects opened from the same row leaves the other usable
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it gets PR_RESOURCE_METHODS of the spooler's status object
      And it calls OpenEntry with the spooler's entry identifier once more, and releases that object
      And it gets PR_RESOURCE_METHODS of the spooler's status object
      Then the call succeeds

  Rule: CompareEntryIDs
    Entry identifiers cannot be compared byte by byte; the session compares them.

    @EI1
    Scenario: An entry identifier is equal to itself
      Given a client that has logged on
      And procedure A has been carried out up to step 4
      When it compares the spooler's entry identifier with itself
      Then all of them are equal

    @EI3
    Scenario: The spooler's entry identifiers in two status tables are equal
      Given a client that has logged on
      And procedure A has been carried out up to step 4
      When it compares the spooler's entry identifier with that of another status table
      Then all of them are equal

    @EI5
    Scenario: Each transport's entry identifiers in two status tables are equal
      Given a client that has logged on
      And procedure B has been carried out up to step 4
      When it compares each transport's entry identifier with that of another status table
      Then all of them are equal

    @EI4
    Scenario: The spooler's entry identifier is not equal to a made-up one, nor to itself cut short
      Given a client that has logged on
      And procedure A has been carried out up to step 4
      When it compares the spooler's entry identifier with a made-up one and with itself cut short
      Then no two of them are equal

    @EI7
    Scenario: No entry identifier uses the reserved bytes
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it limits the columns to PR_ENTRYID, PR_IDENTITY_ENTRYID
      And it reads all rows
      Then every row leaves the reserved bytes of its entry identifiers clear

    @EI2
    Scenario: The spooler's entry identifier is not equal to a transport's
      Given a client that has logged on
      And procedure B has been carried out up to step 4
      When it compares the spooler's entry identifier with each transport's
      Then no two of them are equal

    @B4c
    Scenario Outline: The rows of <first> and <second> have different entry identifiers
      Given a profile with the transports
        | transport | kind | FlushQueues |
        | <first>   | LAN  | supported   |
        | <second>  | LAN  | supported   |
      And a client that has logged on
      And procedure B has been carried out up to step 4
      When it compares the entry identifiers of the rows with each other
      Then no two of them are equal

      Examples: one name begins like the other; names end differently after forty letters; names differ in case alone
        | first                                              | second                                             |
        | Travel                                             | Travel2                                            |
        | TheConnectorToTheBranchOfficeOfTheCityOfBerlinEast | TheConnectorToTheBranchOfficeOfTheCityOfBerlinWest |
        | office                                             | Office                                             |

    @B4c
    Scenario: The rows of two transports whose names are in Cyrillic letters have different entry identifiers
      Given a profile with two transports whose names are in Cyrillic letters, where that can be arranged
      And a client that has logged on
      And procedure B has been carried out up to step 4
      When it compares the entry identifiers of the rows with each other
      Then no two of them are equal

  Rule: Entry identifiers after trouble
    A row stands for the same transport before and after a flush that could not be done.

    @EI6
    Scenario Outline: After a flush that has failed, a client that <does> finds that <holds>
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Office    | LAN  | supported     |
        | Branch    | LAN  | not supported |
      And messages that wait
        | transport | outgoing | incoming |
        | Office    | 2        | 2        |
        | Branch    | 2        | 2        |
      And the far end of Office is down
      And the far end of Branch is down
      And a client that has logged on
      And procedure A has been carried out up to step 6
      And procedure B has been carried out up to step 4
      When it <does>
      Then <holds>

      Examples: to open them, and to compare them
        | does                                                                         | holds                    |
        | opens each transport's row from first to last                                | each of them opens       |
        | compares each transport's entry identifier with that of another status table | all of them are equal    |
        | compares the entry identifiers of the rows with each other                   | no two of them are equal |

  Rule: GetProps
    Answers come in the order of the question; what is missing is an error in its place.

    @GP1
    Scenario Outline: GetProps answers <properties> in that order
      Given a client that has logged on
      And procedure B has been carried out up to step 5.1
      When it gets <properties> of each transport's status object
      Then each of them answers <properties> in that order

      Examples: two orders, one property twice, and two properties many times
        | properties                                                  |
        | PR_RESOURCE_METHODS, PR_DISPLAY_NAME_A                      |
        | PR_DISPLAY_NAME_A, PR_RESOURCE_METHODS                      |
        | PR_RESOURCE_METHODS, PR_DISPLAY_NAME_A, PR_RESOURCE_METHODS |
        | PR_RESOURCE_METHODS, PR_DISPLAY_NAME_A, twenty times        |

    @GP2
    Scenario Outline: A missing property is an error in its place, and what is there is none: <properties>
      Given a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it gets <properties> of each transport's status object
      Then each of them answers with a warning and marks nothing but what it lacks as an error

      Examples: behind, before and between properties that are there, and many beside each other
        | properties                                                                                                    |
        | PR_RESOURCE_METHODS, a property that no object has                                                            |
        | a property that no object has, PR_RESOURCE_METHODS                                                            |
        | PR_DISPLAY_NAME_A, a property that no object has, PR_RESOURCE_METHODS                                         |
        | PR_DISPLAY_NAME_A, two properties that no object has, PR_RESOURCE_METHODS, five properties that no object has |

    @GP3
    Scenario: GetProps refuses an empty list
      Given a client that has logged on
      And procedure B has been carried out up to step 5.1
      When it gets no property of each transport's status object
      Then each of them refuses

    @GP4
    Scenario Outline: <property> of <an object> is given in the type asked for, or not at all
      Given a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it gets <property> of <an object>
      Then each of them answers in that type or with an error

      Examples: a number and a text; MAPI_UNICODE is about texts of any type alone
        | property                      | an object                                        |
        | PR_RESOURCE_METHODS as a text | each transport's status object                   |
        | PR_DISPLAY_NAME_A as a number | each transport's status object                   |
        | PR_DISPLAY_NAME_A             | each transport's status object with MAPI_UNICODE |

    @GP5
    Scenario Outline: <property> that may be of any type is given in its own, or not at all
      Given a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it gets <property> in any type of each transport's status object
      Then each of them answers in that type or with an error

      Examples: a number, and a text, which is ANSI unless MAPI_UNICODE is passed
        | property            |
        | PR_RESOURCE_METHODS |
        | PR_DISPLAY_NAME_A   |

    @GP9
    Scenario Outline: With MAPI_UNICODE <text> that may be of any type is given in Unicode, or not at all
      Given a client that has logged on
      And procedure B has been carried out up to step 5.2
      When it gets <text> in any type of each transport's status object with MAPI_UNICODE
      Then each of them answers in that type or with an error

      Examples: every text that a status object should have
        | text                   |
        | PR_DISPLAY_NAME_A      |
        | PR_PROVIDER_DISPLAY_A  |
        | PR_PROVIDER_DLL_NAME_A |

    @GP8
    Scenario Outline: GetProps warns only of a property that is missing: <properties>
      Given a client that has logged on
      And procedure B has been carried out up to step 5.1
      When it gets <properties> of each transport's status object
      Then each of them answers without a warning if no value is an error

      Examples: once, and many times
        | properties                                           |
        | PR_RESOURCE_METHODS                                  |
        | PR_RESOURCE_METHODS, PR_RESOURCE_METHODS, five times |

    @B5.4b
    Scenario: Nothing stays alive when GetProps has marked a missing property
      Given a client that has logged on
      And the objects that are alive have been counted
      And procedure B has been carried out up to step 5.2
      When it gets PR_RESOURCE_METHODS, a property that no object has of each transport's status object
      And it releases every status object, the status table, the row set
      Then no more objects are alive than before

  Rule: What a status object has and supports
    A provider's object has the properties that every status object has; an object refuses what it does not support.

    @SO1
    Scenario Outline: Each transport's status object has <property>
      Given a client that has logged on
      And procedure B has been carried out up to step 5.1
      When it gets <property> of each transport's status object
      Then each of them has the property

      Examples: what a provider may leave to MAPI
        | property               |
        | PR_PROVIDER_DLL_NAME_A |
        | PR_RESOURCE_FLAGS      |
        | PR_RESOURCE_TYPE       |
        | PR_OBJECT_TYPE         |

    @SO8
    Scenario Outline: Each transport's status object has <property> of its own
      Given a client that has logged on
      And procedure B has been carried out up to step 5.1
      When it gets <property> of each transport's status object
      Then each of them has the property

      Examples: what only a provider can tell
        | property              |
        | PR_DISPLAY_NAME_A     |
        | PR_PROVIDER_DISPLAY_A |
        | PR_STATUS_CODE        |

    @SO2
    Scenario: The subsystem's status object refuses FlushQueues
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it calls FlushQueues on the subsystem's status object
      Then the call is refused, as a rule with MAPI_E_NO_SUPPORT

    @SO3
    Scenario: The address book's status object refuses FlushQueues
      Given a client that has logged on
      And procedure A has been carried out up to step 1
      When it calls FlushQueues on the address book's status object
      Then the call is refused, as a rule with MAPI_E_NO_SUPPORT

    @SO4
    Scenario: The spooler's status object has PR_RESOURCE_METHODS
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it gets PR_RESOURCE_METHODS of the spooler's status object
      Then the call gives PR_RESOURCE_METHODS

    @SO4
    Scenario: The spooler's status object has PR_RESOURCE_METHODS however often it is asked
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it gets PR_RESOURCE_METHODS of the spooler's status object 1030 times
      Then the call gives PR_RESOURCE_METHODS

    @SO5
    Scenario Outline: The spooler's status object has <property>
      Given a client that has logged on
      And procedure A has been carried out up to step 5
      When it gets <property> of the spooler's status object
      Then the call gives <property>

      Examples: required of every status object
        | property               |
        | PR_DISPLAY_NAME_A      |
        | PR_PROVIDER_DISPLAY_A  |
        | PR_PROVIDER_DLL_NAME_A |
        | PR_RESOURCE_FLAGS      |
        | PR_RESOURCE_TYPE       |
        | PR_STATUS_CODE         |

    @B5.4b
    Scenario: Nothing stays alive when a transport's status object has refused FlushQueues for lack of support
      Given a profile with the transports
        | transport | kind | FlushQueues   |
        | Branch    | LAN  | not supported |
      And a client that has logged on
      And the objects that are alive have been counted
      And procedure B has been carried out up to step 5.2
      When it calls FlushQueues on each status object that has STATUS_FLUSH_QUEUES clear
      And it releases every status object, the status table, the row set
      Then no more objects are alive than before

  Rule: MAPI's own status objects
    What the pages say of OpenEntry, CompareEntryIDs and GetProps is said of each status object: that of the subsystem, of the
    spooler and of the integrated address book, too.

    @SO9
    Scenario: What each of MAPI's own rows opens is a status object
      Given a client that has logged on
      When it opens each of MAPI's own rows
      Then each of them is a status object

    @SO4
    Scenario: Each of MAPI's own status objects has PR_RESOURCE_METHODS
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets PR_RESOURCE_METHODS of each of MAPI's own status objects
      Then each of them has the property

    @SO5
    Scenario Outline: Each of MAPI's own status objects has <property>
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets <property> of each of MAPI's own status objects
      Then each of them has the property

      Examples: required of every status object
        | property               |
        | PR_DISPLAY_NAME_A      |
        | PR_PROVIDER_DISPLAY_A  |
        | PR_PROVIDER_DLL_NAME_A |
        | PR_RESOURCE_FLAGS      |
        | PR_RESOURCE_TYPE       |
        | PR_STATUS_CODE         |

    @OE1
    Scenario: The entry identifier of one of MAPI's own rows that has been cut short is refused
      Given a client that has logged on
      When it calls OpenEntry with the entry identifier of each of MAPI's own rows cut short
      Then each of them is refused

    @OE4
    Scenario: MAPI_MODIFY gives less access to MAPI's own status objects rather than no object
      Given a client that has logged on
      When it calls OpenEntry with the entry identifier of each of MAPI's own rows and MAPI_MODIFY
      Then each of them opens

    @OE6
    Scenario: Releasing one of two objects opened from one of MAPI's own rows leaves the other usable
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets PR_RESOURCE_METHODS of each of MAPI's own status objects
      And it calls OpenEntry with the entry identifier of each of MAPI's own rows once more, and releases that object
      And it gets PR_RESOURCE_METHODS of each of MAPI's own status objects
      Then each of them gives the same as before

    @OE9
    Scenario: An interface that no status object has is refused for each of MAPI's own rows
      Given a client that has logged on
      When it calls OpenEntry with the entry identifier of each of MAPI's own rows and IID_IMAPITable
      Then each of them is refused

    @OE15
    Scenario: Each of MAPI's own status objects is read-only without MAPI_MODIFY
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets PR_ACCESS_LEVEL of each of MAPI's own status objects
      Then each of them does not give more than read-only access

    @EI1
    Scenario: The entry identifier of each of MAPI's own rows is equal to itself
      Given a client that has logged on
      When it compares the entry identifier of each of MAPI's own rows with itself
      Then all of them are equal

    @EI3
    Scenario: The entry identifiers of each of MAPI's own rows in two status tables are equal
      Given a client that has logged on
      When it compares the entry identifier of each of MAPI's own rows with that of another status table
      Then all of them are equal

    @EI4
    Scenario: The entry identifiers of MAPI's own rows are not equal to a made-up one
      Given a client that has logged on
      When it compares the entry identifier of each of MAPI's own rows with a made-up one
      Then no two of them are equal

    @EI2
    Scenario: The entry identifiers of MAPI's own rows and of transports are different
      Given a client that has logged on
      When it compares the entry identifiers of MAPI's own rows with each other and with each transport's
      Then no two of them are equal

    @GP1
    Scenario Outline: GetProps of each of MAPI's own status objects answers <properties> in that order
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets <properties> of each of MAPI's own status objects
      Then each of them answers <properties> in that order

      Examples: two orders, and one property twice
        | properties                                                  |
        | PR_RESOURCE_METHODS, PR_DISPLAY_NAME_A                      |
        | PR_DISPLAY_NAME_A, PR_RESOURCE_METHODS                      |
        | PR_RESOURCE_METHODS, PR_DISPLAY_NAME_A, PR_RESOURCE_METHODS |

    @GP2
    Scenario Outline: A property that one of MAPI's own objects lacks is an error in its place: <properties>
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets <properties> of each of MAPI's own status objects
      Then each of them answers with a warning and marks nothing but what it lacks as an error

      Examples: behind and before a property that is there
        | properties                                         |
        | PR_RESOURCE_METHODS, a property that no object has |
        | a property that no object has, PR_RESOURCE_METHODS |

    @GP3
    Scenario: GetProps of each of MAPI's own status objects refuses an empty list
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets no property of each of MAPI's own status objects
      Then each of them refuses

    @GP4
    Scenario Outline: <property> of MAPI's own objects is given in the type asked for, or not at all, <with what>
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets <property> of <the objects>
      Then each of them answers in that type or with an error

      Examples: a number and a text; MAPI_UNICODE is about texts of any type alone
        | property                      | the objects                                             | with what            |
        | PR_RESOURCE_METHODS as a text | each of MAPI's own status objects                       | without MAPI_UNICODE |
        | PR_DISPLAY_NAME_A as a number | each of MAPI's own status objects                       | without MAPI_UNICODE |
        | PR_DISPLAY_NAME_A             | each of MAPI's own status objects with MAPI_UNICODE     | with MAPI_UNICODE    |

    @GP5
    Scenario Outline: <property> of MAPI's own objects that may be of any type is given in its own, or not at all
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets <property> in any type of each of MAPI's own status objects
      Then each of them answers in that type or with an error

      Examples: a number, and a text, which is ANSI unless MAPI_UNICODE is passed
        | property            |
        | PR_RESOURCE_METHODS |
        | PR_DISPLAY_NAME_A   |

    @GP9
    Scenario Outline: With MAPI_UNICODE <text> of MAPI's own objects in any type is given in Unicode, or not at all
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets <text> in any type of each of MAPI's own status objects with MAPI_UNICODE
      Then each of them answers in that type or with an error

      Examples: every text that a status object should have
        | text                   |
        | PR_DISPLAY_NAME_A      |
        | PR_PROVIDER_DISPLAY_A  |
        | PR_PROVIDER_DLL_NAME_A |

    @GP8
    Scenario: GetProps of each of MAPI's own status objects warns only of a property that is missing
      Given a client that has logged on, and has opened each of MAPI's own rows
      When it gets PR_RESOURCE_METHODS, PR_DISPLAY_NAME_A of each of MAPI's own status objects
      Then each of them answers without a warning if no value is an error
